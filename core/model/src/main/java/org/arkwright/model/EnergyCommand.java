package org.arkwright.model;

/** A wish that concerns what energy costs. */
public sealed interface EnergyCommand extends Command {
  /** From now on, go by this forecast. */
  record SetSignal(Signal signal) implements EnergyCommand {}
}
