package org.arkwright.train.checkpoint;

/**
 * The position of a run. Together with the weights and the optimiser's moments it is the complete
 * state of a run, since data and order follow from the seed.
 *
 * @param fingerprint the fingerprint of data, network and settings; checkpoints of other runs are
 *     ignored
 * @param step the number of optimiser steps done
 * @param plannedSteps the planned number of steps; 0 while undecided
 * @param sequences the number of training sequences consumed by all ranks
 * @param seconds the training time over all attempts
 */
public record RunPosition(
    String fingerprint, long step, long plannedSteps, long sequences, double seconds) {}
