package org.arkwright.train.checkpoint;

/**
 * Where a run stands; with the weights and the optimiser's means it is all that a run needs to go
 * on as if nothing had happened, for data and order follow from the seed.
 *
 * @param fingerprint of the data, the network and the settings: another run's checkpoint is refused
 * @param step optimiser steps done
 * @param plannedSteps the schedule's end; 0 while it is not settled
 * @param sequences of training consumed by all ranks
 * @param seconds spent training, over all attempts
 */
public record RunPosition(
    String fingerprint, long step, long plannedSteps, long sequences, double seconds) {}
