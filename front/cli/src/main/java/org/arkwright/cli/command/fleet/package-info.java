/** Commands for nodes, devices and quotas: what the site has, and what each project may use. */
@NullMarked
package org.arkwright.cli.command.fleet;

import org.jspecify.annotations.NullMarked;
