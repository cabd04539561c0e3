/**
 * The {@code arkwright} command: it turns words into calls of the server's API and answers into
 * text, and holds no rule of its own. Start at {@link org.arkwright.cli.Arkwright}, which names
 * every command; each lives in {@code command}, long conversations with a running job in {@code
 * follow}.
 */
@NullMarked
package org.arkwright.cli;

import org.jspecify.annotations.NullMarked;
