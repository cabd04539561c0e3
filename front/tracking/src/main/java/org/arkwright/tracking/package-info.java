/**
 * Experiments, runs, parameters and metrics as MLflow's clients log them, in a separate SQLite
 * file: they are numerous and no decision depends on them, so they stay out of the journal (ADR
 * 0020). Start at {@link org.arkwright.tracking.TrackingStore}, which executes work in order on its
 * thread and commits it in batches.
 */
@NullMarked
package org.arkwright.tracking;

import org.jspecify.annotations.NullMarked;
