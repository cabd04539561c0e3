/** The commands of a host that is not the control plane's: it joins, and its worker runs. */
@NullMarked
package org.arkwright.cli.command.worker;

import org.jspecify.annotations.NullMarked;
