package org.arkwright.convert.network;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import org.arkwright.convert.source.ConversionProblem;

/** The fields of config.json, each with its bounds. */
record Fields(JsonNode root) {
  static final String FILE = "config.json";

  /** A whole number that has to be there. */
  int whole(String field, int least, int most) {
    return optional(field, least, most)
        .orElseThrow(() ->
            new ConversionProblem(
                "%s has no %s\nexpected a whole number from %d to %d"
                    .formatted(FILE, field, least, most)));
  }

  /** A whole number; empty where it is null or absent. */
  OptionalInt optional(String field, int least, int most) {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return OptionalInt.empty();
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.asInt() < least
        || node.asInt() > most) {
      throw wrong(field, node, "a whole number from %d to %d".formatted(least, most));
    }
    return OptionalInt.of(node.asInt());
  }

  /** A number; the other one where it is null or absent. */
  double real(String field, double absent, double least, double most) {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return absent;
    }
    if (!node.isNumber() || !(node.asDouble() >= least) || !(node.asDouble() <= most)) {
      throw wrong(field, node, "a number from %s to %s".formatted(least, most));
    }
    return node.asDouble();
  }

  boolean flag(String field) {
    JsonNode node = root.path(field);
    if (!node.isMissingNode() && !node.isNull() && !node.isBoolean()) {
      throw wrong(field, node, "true or false");
    }
    return node.asBoolean(false);
  }

  String text(String field, String absent) {
    JsonNode node = root.path(field);
    return node.isTextual() ? node.asText() : absent;
  }

  /** Refuses a value that no network that is converted here has. */
  static ConversionProblem wrong(String field, JsonNode found, String expected) {
    return new ConversionProblem(
        "%s has %s %s\nexpected %s".formatted(FILE, field, shown(found.toString()), expected));
  }
}
