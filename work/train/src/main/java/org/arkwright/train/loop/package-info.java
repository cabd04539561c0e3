/**
 * The settings of a run, the learning rate schedule, and the training loop. Start at {@link
 * org.arkwright.train.loop.Training}.
 */
@NullMarked
package org.arkwright.train.loop;

import org.jspecify.annotations.NullMarked;
