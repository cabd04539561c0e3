/** Commands about what was used and what it costs. */
@NullMarked
package org.arkwright.cli.command.usage;

import org.jspecify.annotations.NullMarked;
