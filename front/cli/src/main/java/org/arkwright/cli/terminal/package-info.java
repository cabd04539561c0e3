/**
 * Output for people: tables that fit the screen, colors, charts and durations. Nothing here depends
 * on the API. Start at {@link org.arkwright.cli.terminal.Terminal}.
 */
@NullMarked
package org.arkwright.cli.terminal;

import org.jspecify.annotations.NullMarked;
