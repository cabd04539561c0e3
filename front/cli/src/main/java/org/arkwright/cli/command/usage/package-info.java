/** Commands for metered usage and its cost, by project and workload. */
@NullMarked
package org.arkwright.cli.command.usage;

import org.jspecify.annotations.NullMarked;
