package org.arkwright.gateway.responses;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a response. Those of its items have it in them, so that an item is found by its own.
 *
 * @param digits 32 hexadecimal digits
 */
record ResponseId(String digits) {
  private static final String PREFIX = "resp_";
  private static final Pattern RESPONSE = Pattern.compile(PREFIX + "([0-9a-f]{32})");
  private static final Pattern ITEM = Pattern.compile("(?:msg|fc)_([0-9a-f]{32})_\\d{1,6}");

  /** One that nobody can guess. */
  static ResponseId random() {
    return new ResponseId(UUID.randomUUID().toString().replace("-", ""));
  }

  /** Reads the name of a response; empty if it is none. */
  static Optional<ResponseId> of(String text) {
    return found(RESPONSE.matcher(text));
  }

  /** The response that an item is of, by the item's name; empty if it is none of ours. */
  static Optional<ResponseId> ofItem(String text) {
    return found(ITEM.matcher(text));
  }

  private static Optional<ResponseId> found(Matcher matcher) {
    return matcher.matches() ? Optional.of(new ResponseId(matcher.group(1))) : Optional.empty();
  }

  String message(int index) {
    return "msg_%s_%d".formatted(digits, index);
  }

  String call(int index) {
    return "fc_%s_%d".formatted(digits, index);
  }

  @Override
  public String toString() {
    return PREFIX + digits;
  }
}
