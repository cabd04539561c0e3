/**
 * Training as a person follows it: {@link org.arkwright.cli.training.TrainingScreen} turns the
 * trainer's lines into a moving bar, {@link org.arkwright.cli.training.LossCurve} finds what was
 * logged.
 */
@NullMarked
package org.arkwright.cli.training;

import org.jspecify.annotations.NullMarked;
