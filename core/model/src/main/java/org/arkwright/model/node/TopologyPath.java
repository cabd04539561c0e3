package org.arkwright.model.node;

/** A node's place in the topology: block, then rack; either may be empty when unknown. */
public record TopologyPath(String block, String rack) {
  public static final TopologyPath UNKNOWN = new TopologyPath("", "");
}
