/** Commands about nodes, devices and quotas. */
@NullMarked
package org.arkwright.cli.command.fleet;

import org.jspecify.annotations.NullMarked;
