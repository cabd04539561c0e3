/**
 * Carries out the tree of a template: {@link org.arkwright.template.render.Renderer} its
 * statements, {@link org.arkwright.template.render.Evaluator} its expressions, with the filters,
 * tests, functions and methods that Jinja, Python and transformers give to templates.
 */
@NullMarked
package org.arkwright.template.render;

import org.jspecify.annotations.NullMarked;
