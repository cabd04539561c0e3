package org.arkwright.model.job;

/** How a rank is isolated from the rest of its machine. */
public enum Isolation {
  /** Its own process group and the enforced limits. */
  PROCESS,
  /**
   * In addition, namespaces and a read-only root set up by bubblewrap; refused where that does not
   * work.
   */
  SANDBOX
}
