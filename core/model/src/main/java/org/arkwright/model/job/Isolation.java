package org.arkwright.model.job;

/** How a rank is isolated from the rest of its machine. */
public enum Isolation {
  /** Its own process group and the enforced limits; it can do whatever the worker's user can. */
  PROCESS,
  /**
   * In addition, a root of its own with what the job was given, and where the worker is root a user
   * of its own, set up by bubblewrap; refused on nodes where that does not hold.
   */
  SANDBOX,
  /** As {@link #SANDBOX}, and without any network but the rank's own loopback. */
  SANDBOX_OFFLINE;

  /** Whether it needs a node with a sandbox. */
  public boolean sandboxed() {
    return this != PROCESS;
  }
}
