/**
 * What the files of an artifact version rule out before anything starts: serving a model that no
 * runtime loads, training on what is no text. A replica or a rank would find the same, minutes
 * later.
 */
@NullMarked
package org.arkwright.api.early;

import org.jspecify.annotations.NullMarked;
