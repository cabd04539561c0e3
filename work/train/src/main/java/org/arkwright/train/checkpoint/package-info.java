/**
 * Atomic checkpoints of a run's complete state, from which a killed run resumes exactly. Start at
 * {@link org.arkwright.train.checkpoint.Checkpoints}.
 */
@NullMarked
package org.arkwright.train.checkpoint;

import org.jspecify.annotations.NullMarked;
