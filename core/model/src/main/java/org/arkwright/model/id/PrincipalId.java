package org.arkwright.model.id;

/**
 * Who wants something: an opaque id that is never used again. Names and addresses of people are
 * kept apart from it, so that they can change and be forgotten while the audit log stays whole.
 */
public record PrincipalId(String value) implements Comparable<PrincipalId> {
  public PrincipalId {
    Names.require("principal", value);
  }

  @Override
  public int compareTo(PrincipalId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
