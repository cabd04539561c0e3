/**
 * The form in which events are kept: records of its own, apart from the model's, with a version in
 * each entry. {@link org.arkwright.stored.EventForm} writes the present version; {@link
 * org.arkwright.stored.EventReader} reads it and lifts every older one, a {@link
 * org.arkwright.stored.Lift} a version.
 */
@NullMarked
package org.arkwright.stored;

import org.jspecify.annotations.NullMarked;
