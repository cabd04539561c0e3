/**
 * {@code arkwright top}: what nodes and running jobs use now. {@link
 * org.arkwright.cli.command.top.TopTables} makes the tables of the server's answers.
 */
@NullMarked
package org.arkwright.cli.command.top;

import org.jspecify.annotations.NullMarked;
