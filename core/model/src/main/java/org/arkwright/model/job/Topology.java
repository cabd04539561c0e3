package org.arkwright.model.job;

/** The placement of a gang's ranks across nodes. */
public enum Topology {
  /** Anywhere. */
  ANY,
  /** All ranks on one node. */
  SAME_NODE,
  /** Each rank on its own node. */
  SPREAD
}
