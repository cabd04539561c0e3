package org.arkwright.simulation.site;

import org.arkwright.simulation.time.SimulatedTime;

/**
 * How long a worker may run ranks without an answer from the control plane, and how long the
 * control plane then waits before it believes that they are gone.
 */
final class SimulatedLease {
  /** Measured by the worker, from when it sent the request that was answered. */
  static final long NANOS = 20 * SimulatedTime.SECOND;

  /** The longest that a crashed worker stays away; somebody restarts it. */
  static final long RESTART_NANOS_MAX = 4 * SimulatedTime.SECOND;

  /** How far a worker's clock may run fast or slow, in thousandths. */
  static final int DRIFT_PERMILLE_MAX = 20;

  /** Measured by the control plane, from its last answer: lease, drift and restart, with room. */
  static final long GIVE_UP_NANOS = NANOS + NANOS / 20 + 2 * RESTART_NANOS_MAX;

  private SimulatedLease() {}
}
