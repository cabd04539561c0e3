/**
 * One class per command; each asks the API one question and shows the answer. Tables name their
 * columns here, and {@code -o json|yaml} prints what the API said.
 */
@NullMarked
package org.arkwright.cli.command;

import org.jspecify.annotations.NullMarked;
