/**
 * What a person sees: tables that fit the screen, colours where they are welcome, ages and sizes as
 * people read them. Nothing here knows about jobs. Start at {@link
 * org.arkwright.cli.terminal.Terminal}.
 */
@NullMarked
package org.arkwright.cli.terminal;

import org.jspecify.annotations.NullMarked;
