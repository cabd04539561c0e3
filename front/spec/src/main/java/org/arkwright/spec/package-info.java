/**
 * Documents in YAML or JSON, read strictly: every problem at once, each with its line, the value
 * and what was expected. Readers of a subject ({@code job}, {@code site}) take a document's fields
 * by {@code SpecFields} and return a {@link org.arkwright.spec.Reading}: a model record, or the
 * problems. {@link org.arkwright.spec.SpecWriter} is the inverse.
 */
@NullMarked
package org.arkwright.spec;

import org.jspecify.annotations.NullMarked;
