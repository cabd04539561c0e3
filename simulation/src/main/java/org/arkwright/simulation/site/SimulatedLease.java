package org.arkwright.simulation.site;

import org.arkwright.simulation.time.SimulatedTime;

/**
 * The lease of a worker: how long it may run ranks without an answer from the control plane, and
 * how long the control plane waits before it considers them gone.
 */
final class SimulatedLease {
  /** The lease, measured by the worker from the sending of the answered request. */
  static final long NANOS = 20 * SimulatedTime.SECOND;

  /** The longest time until a crashed worker is restarted. */
  static final long RESTART_NANOS_MAX = 4 * SimulatedTime.SECOND;

  /** The largest drift of a worker's clock, in thousandths. */
  static final int DRIFT_PERMILLE_MAX = 20;

  /**
   * The time until a node is reported lost, measured by the control plane from its last answer:
   * lease, drift and restart, with a margin.
   */
  static final long GIVE_UP_NANOS = NANOS + NANOS / 20 + 2 * RESTART_NANOS_MAX;

  private SimulatedLease() {}
}
