/**
 * When to run work that may wait: choices of time over a forecast of what a unit of work costs, be
 * that money or carbon. Pure and free of clocks; the live scheduler and the twin's experiments call
 * the same code. Start at {@link org.arkwright.scheduler.energy.SlotChoice} for work that is paused
 * for free, {@link org.arkwright.scheduler.energy.PausedRun} for work whose restart costs, and
 * {@link org.arkwright.scheduler.energy.BestEstimate} for forecasts that are known to err.
 */
package org.arkwright.scheduler.energy;
