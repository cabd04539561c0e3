/**
 * The quickstart: a recipe whose steps are calls of the API, each of which asks the server what is
 * done already and follows what goes on. Read {@link
 * org.arkwright.cli.command.quickstart.QuickstartRecipe} first.
 */
@NullMarked
package org.arkwright.cli.command.quickstart;

import org.jspecify.annotations.NullMarked;
