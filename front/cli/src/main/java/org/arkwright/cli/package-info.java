/**
 * The {@code arkwright} command: it turns arguments into requests to the server's API and answers
 * into text, and decides nothing itself. Start at {@link org.arkwright.cli.Arkwright}; {@code
 * CommandTable} lists the commands, which live in {@code command}, and {@code follow} has the
 * classes that follow a running job.
 */
@NullMarked
package org.arkwright.cli;

import org.jspecify.annotations.NullMarked;
