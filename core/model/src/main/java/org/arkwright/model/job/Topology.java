package org.arkwright.model.job;

/** How a gang wishes its ranks to lie. */
public enum Topology {
  /** Anywhere. */
  ANY,
  /** All ranks on one node. */
  SAME_NODE,
  /** Each rank on a node of its own. */
  SPREAD
}
