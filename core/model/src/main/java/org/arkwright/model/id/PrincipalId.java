package org.arkwright.model.id;

/**
 * The opaque id of a user or service; never reused. People's names and addresses are stored
 * separately, so that they can change and be deleted while the audit log stays complete.
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
