/**
 * Choices of run times for deferrable work, given a forecast of its cost in money or carbon. Pure
 * and free of clocks; the live scheduler and the experiments call the same code. Start at {@link
 * org.arkwright.scheduler.energy.EnergyWait}; {@link org.arkwright.scheduler.energy.SlotChoice}
 * covers work that pauses for free, {@link org.arkwright.scheduler.energy.PausedRun} work with a
 * restart cost, and {@link org.arkwright.scheduler.energy.BestEstimate} forecasts with known
 * errors.
 */
package org.arkwright.scheduler.energy;
