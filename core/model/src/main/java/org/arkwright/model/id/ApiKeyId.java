package org.arkwright.model.id;

/**
 * The public identifier of an API key in lists and usage; it grants no access.
 *
 * @param value follows {@link Names#RULE}
 */
public record ApiKeyId(String value) implements Comparable<ApiKeyId> {
  public ApiKeyId {
    Names.require("API key", value);
  }

  @Override
  public int compareTo(ApiKeyId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
