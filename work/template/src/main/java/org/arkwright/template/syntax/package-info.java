/**
 * From the source of a template to a tree of records, by the rules of Jinja 3.1 with {@code
 * trim_blocks} and {@code lstrip_blocks}. {@link org.arkwright.template.syntax.Lexer} makes tokens,
 * {@link org.arkwright.template.syntax.Parser} the tree.
 */
@NullMarked
package org.arkwright.template.syntax;

import org.jspecify.annotations.NullMarked;
