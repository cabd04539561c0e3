/**
 * Experiments, runs, parameters and metrics as MLflow's clients log them, in a SQLite file of their
 * own: they are many and nothing is decided by them, so they stay out of the journal (ADR 0020).
 * Start at {@link org.arkwright.tracking.TrackingStore}, which runs one piece of work after another
 * on its thread and makes many durable at once.
 */
@NullMarked
package org.arkwright.tracking;

import org.jspecify.annotations.NullMarked;
