package org.arkwright.model.job;

/** How far a rank is kept from the rest of its machine. */
public enum Isolation {
  /** Its own process group and the enforced limits. */
  PROCESS,
  /**
   * Besides, namespaces and a read-only root made by bubblewrap; refused where that does not work.
   */
  SANDBOX
}
