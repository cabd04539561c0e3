/**
 * The progress of a training run, for people: {@link org.arkwright.cli.training.TrainingScreen}
 * turns the trainer's lines into a progress bar, and {@link org.arkwright.cli.training.LossCurve}
 * reads the logged losses.
 */
@NullMarked
package org.arkwright.cli.training;

import org.jspecify.annotations.NullMarked;
