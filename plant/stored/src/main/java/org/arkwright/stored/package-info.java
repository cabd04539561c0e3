/**
 * The stored form of events: records separate from the model's, with a version in each entry. The
 * names of these records and of their components are in every journal, so they change only with a
 * new version. {@link org.arkwright.stored.EventForm} writes the current version; {@link
 * org.arkwright.stored.EventReader} reads it and lifts older ones, with one {@link
 * org.arkwright.stored.Lift} per version.
 */
@NullMarked
package org.arkwright.stored;

import org.jspecify.annotations.NullMarked;
