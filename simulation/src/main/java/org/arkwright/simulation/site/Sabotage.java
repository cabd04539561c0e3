package org.arkwright.simulation.site;

/** Deliberate defects of the system; the checks are only credible if they detect each. */
public enum Sabotage {
  NONE,
  /** The worker starts a rank that is already running. */
  RANK_STARTED_TWICE,
  /** The engine reports a node lost long before its lease has expired. */
  EARLY_LEASE_END,
  /** The worker continues after its lease has expired. */
  NO_FENCING,
  /** A node reports twice the cores it has. */
  OVERSTATED_NODE,
  /** A node reports that it can do everything, sandboxes included. */
  OVERSTATED_CAPABILITIES,
  /** The kernel says that it cordons a node, and does not. */
  CORDON_FORGOTTEN,
  /** The kernel drains nodes without an end. */
  DRAIN_WITHOUT_END,
  /** The journal answers before an append is durable, and loses its last batch in a crash. */
  EARLY_ANSWER,
  /** The journal corrupts an event on its way to the disk. */
  CORRUPTED_EVENT,
  /** The end of a rank is never reported to the control plane. */
  UNREPORTED_END,
  /** The worker ignores orders to stop. */
  IGNORED_STOP,
  /** The engine forgets that it sent launches, and says of started attempts that they never ran. */
  SENT_FORGOTTEN,
  /** The kernel starts a step of a pipeline again instead of another one. */
  STEP_TWICE,
  /** The kernel overlooks that a step of a pipeline needs another one. */
  STEP_TOO_EARLY,
  /** The kernel leaves a step of a pipeline waiting that could start. */
  STEP_FORGOTTEN,
  /** The kernel takes what other work made for the output of an unchanged step. */
  STALE_REUSE,
  /** Readers are not told of some commits. */
  LOST_COMMIT,
  /** A site that places by itself runs what it declined. */
  CLUSTER_RUNS_DECLINED,
  /** Its engine says that it may be asked again at once. */
  CLUSTER_OFFERED_EARLY,
  /** Its engine never submits again what the site forgot. */
  CLUSTER_FORGETS_FOR_GOOD,
  /** The site leaves everything in its queue for ever. */
  CLUSTER_NEVER_PLACES,
  /** Its engine says nothing of workers that died. */
  CLUSTER_HIDES_DEAD_WORKERS,
  /** Its engine says that workers died which live. */
  CLUSTER_LOSES_LIVE_WORKERS,
  /** Its engine says of workers that died that they had no orders. */
  CLUSTER_DENIES_ORDERS,
  /** Its engine says of what the site preempted that it was declined. */
  CLUSTER_DECLINES_WHAT_RAN,
  /** A worker there says that it has other devices than it has. */
  CLUSTER_MISREPORTS_DEVICES,
  /** A worker there starts ranks that it has started before. */
  CLUSTER_STARTS_TWICE
}
