package org.arkwright.model;

/** Something that happened to what energy costs, or to the plans made for it. */
public sealed interface EnergyEvent extends Event {
  /** What is known of energy's price or carbon is this from here on. */
  record SignalSet(Signal signal, long atNanos) implements EnergyEvent {}

  /** A job that may wait is to run at those times; it replaces the plan made before. */
  record RunPlanned(JobId job, RunPlan plan, long atNanos) implements EnergyEvent {}
}
