/**
 * A run's state on disk, whole or not at all, so that a killed run goes on as if nothing happened.
 */
@NullMarked
package org.arkwright.train.checkpoint;

import org.jspecify.annotations.NullMarked;
