/** Commands that try things out in simulated time; each starts the twin as a process of its own. */
@NullMarked
package org.arkwright.cli.command.twin;

import org.jspecify.annotations.NullMarked;
