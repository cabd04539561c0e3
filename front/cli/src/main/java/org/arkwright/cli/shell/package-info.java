/**
 * A terminal in a running rank, joined with the one that this command runs in. Start at {@link
 * org.arkwright.cli.shell.RemoteTerminal}.
 */
@NullMarked
package org.arkwright.cli.shell;

import org.jspecify.annotations.NullMarked;
