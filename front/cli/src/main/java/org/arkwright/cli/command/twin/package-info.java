/**
 * Commands that simulate, in simulated time. What needs the server's history is asked of the server
 * ({@link org.arkwright.cli.command.twin.ServersTwin}); traces of this machine are replayed here,
 * in a {@link org.arkwright.cli.command.twin.TwinProcess} of their own.
 */
@NullMarked
package org.arkwright.cli.command.twin;

import org.jspecify.annotations.NullMarked;
