/**
 * The commands, one class each, in a package per group of nouns; most send one request and print
 * the answer. Each defines the columns of its own table; {@code -o json|yaml} prints the API's
 * answer instead. The classes directly in this package are shared helpers.
 */
@NullMarked
package org.arkwright.cli.command;

import org.jspecify.annotations.NullMarked;
