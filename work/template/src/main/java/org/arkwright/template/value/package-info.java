/**
 * The values of a template and what Python, not Java, says of them: truth, equality, order, text,
 * arithmetic. All are immutable but {@link org.arkwright.template.value.Namespace}, {@link
 * org.arkwright.template.value.Generator} and {@link org.arkwright.template.value.Loop}, as
 * transformers' sandbox forbids changing lists and dicts. Start at {@link
 * org.arkwright.template.value.Value}.
 */
@NullMarked
package org.arkwright.template.value;

import org.jspecify.annotations.NullMarked;
