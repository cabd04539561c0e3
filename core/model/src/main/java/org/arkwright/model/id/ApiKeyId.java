package org.arkwright.model.id;

/**
 * What an API key is called in lists and in usage; it opens nothing.
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
