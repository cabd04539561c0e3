/**
 * Experiments, runs, models and evaluations as MLflow's clients log them, in a separate SQLite
 * file: they are numerous and no decision depends on them, so they stay out of the journal (ADR
 * 0020). Each subject has the calls on it and its tables. Start at {@link
 * org.arkwright.tracking.TrackingService}, which gives each call to its subject.
 */
@NullMarked
package org.arkwright.tracking;

import org.jspecify.annotations.NullMarked;
