package org.arkwright.model.node;

/** Where a node stands: block, then rack; either may be empty when unknown. */
public record TopologyPath(String block, String rack) {
  public static final TopologyPath UNKNOWN = new TopologyPath("", "");
}
