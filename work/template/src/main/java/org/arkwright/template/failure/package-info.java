/** The ways in which a template can fail, each with the line of the template. */
@NullMarked
package org.arkwright.template.failure;

import org.jspecify.annotations.NullMarked;
