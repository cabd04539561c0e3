package org.arkwright.twin.site;

import org.arkwright.twin.time.Timeline;

/**
 * How long a worker may run ranks without an answer from the control plane, and how long the
 * control plane then waits before it believes that they are gone.
 */
final class Lease {
  /** Measured by the worker, from when it sent the request that was answered. */
  static final long NANOS = 20 * Timeline.SECOND;

  /** The longest that a crashed worker stays away; somebody restarts it. */
  static final long RESTART_NANOS_MAX = 4 * Timeline.SECOND;

  /** How far a worker's clock may run fast or slow, in thousandths. */
  static final int DRIFT_PERMILLE_MAX = 20;

  /** Measured by the control plane, from its last answer: lease, drift and restart, with room. */
  static final long GIVE_UP_NANOS = NANOS + NANOS / 20 + 2 * RESTART_NANOS_MAX;

  private Lease() {}
}
