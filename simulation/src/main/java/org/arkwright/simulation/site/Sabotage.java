package org.arkwright.simulation.site;

/** Ways to break the system on purpose; the checks are worth something only if they notice each. */
public enum Sabotage {
  NONE,
  /** The worker starts a rank again that runs already. */
  RANK_STARTED_TWICE,
  /** The engine calls a node lost long before its lease has ended. */
  HASTY_LEASE,
  /** The worker goes on when its lease has ended. */
  NO_FENCING,
  /** A node offers twice the cores it has. */
  BOASTING_NODE,
  /** The journal answers before it is durable, and forgets its last batch in a crash. */
  EARLY_ANSWER,
  /** The journal changes an event on its way to the disk. */
  BENT_EVENT,
  /** The control plane is never told that a rank has ended. */
  SWALLOWED_END,
  /** The engine never passes on the wish to stop. */
  DEAF_TO_STOP
}
