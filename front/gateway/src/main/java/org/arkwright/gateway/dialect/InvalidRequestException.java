package org.arkwright.gateway.dialect;

import com.fasterxml.jackson.databind.JsonNode;

/** Thrown for a request that its API, or the gateway, does not know. */
public final class InvalidRequestException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_MAX = 100;

  public InvalidRequestException(String message) {
    super(message);
  }

  /** A field that is missing. */
  public static InvalidRequestException missing(String field) {
    return new InvalidRequestException("%s: the field is required.".formatted(field));
  }

  /**
   * A field with another value than it may have.
   *
   * @param field the path to it, such as {@code messages.0.content}
   */
  public static InvalidRequestException invalid(String field, JsonNode value, String expected) {
    String json = value.toString();
    String shown = json.length() > SHOWN_MAX ? json.substring(0, SHOWN_MAX) + "…" : json;
    return new InvalidRequestException("%s: is %s, expected %s.".formatted(field, shown, expected));
  }

  /** Something that exists in the API and is not served here. */
  public static InvalidRequestException unsupported(String field, String what) {
    return new InvalidRequestException("%s: %s not supported.".formatted(field, what));
  }

  /** What is wrong. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
