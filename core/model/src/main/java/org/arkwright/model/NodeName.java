package org.arkwright.model;

/** A node's name, unique within its site. */
public record NodeName(String value) implements Comparable<NodeName> {
  public NodeName {
    Names.require("node", value);
  }

  @Override
  public int compareTo(NodeName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
