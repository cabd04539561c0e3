package org.arkwright.tracking.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The members of one request, read with their types; the refusals are worded as MLflow's.
 *
 * @param prefix of the members' names in refusals, such as {@code metrics[3].}
 */
public record TrackingRequest(JsonNode body, String prefix) {
  private static final String REAL = "[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?";
  private static final String UNBOUNDED = "[-+]?(nan|inf|infinity)";

  public TrackingRequest(JsonNode body) {
    this(body, "");
  }

  /** An empty request. */
  static TrackingRequest empty() {
    return new TrackingRequest(JsonNodeFactory.instance.objectNode());
  }

  /** Returns a text that may not be empty. */
  public String text(String name) throws TrackingRefusal {
    return optional(name).filter(text -> !text.isEmpty()).orElseThrow(() -> missing(name));
  }

  public TrackingRefusal missing(String name) {
    return TrackingRefusal.invalid(
        "Missing value for required parameter '%s%s'.".formatted(prefix, name));
  }

  public TrackingRefusal wrong(String name, String expected) {
    return TrackingRefusal.invalid(
        "Invalid value %s for parameter '%s%s' supplied: expected %s."
            .formatted(shortened(body.path(name)), prefix, name, expected));
  }

  private static String shortened(JsonNode value) {
    String text = value.toString();
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }

  public boolean has(String name) {
    return body.hasNonNull(name);
  }

  public Optional<String> optional(String name) throws TrackingRefusal {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw wrong(name, "a text");
    }
    return Optional.of(value.asText());
  }

  /** Returns a text that is neither absent nor empty. */
  public Optional<String> given(String name) throws TrackingRefusal {
    return optional(name).filter(text -> !text.isEmpty());
  }

  /** Returns the run's id, under either of MLflow's names for it. */
  public String runId() throws TrackingRefusal {
    return has("run_id") || !has("run_uuid") ? text("run_id") : text("run_uuid");
  }

  /** Returns a whole number, which may be written as text. */
  public OptionalLong number(String name) throws TrackingRefusal {
    JsonNode value = body.path(name);
    if (value.isMissingNode()
        || value.isNull()
        || (value.isTextual() && value.asText().isEmpty())) {
      return OptionalLong.empty();
    }
    boolean whole =
        value.isIntegralNumber()
            ? value.canConvertToLong()
            : value.isFloatingPointNumber()
                ? value.doubleValue() == Math.rint(value.doubleValue())
                    && Math.abs(value.doubleValue()) < 1L << 53
                : value.isTextual() && value.asText().matches("-?[0-9]{1,18}");
    if (!whole) {
      throw wrong(name, "a whole number");
    }
    return OptionalLong.of(value.isTextual() ? Long.parseLong(value.asText()) : value.longValue());
  }

  /** Returns a whole number between two others, or the default. */
  public long number(String name, long min, long max, long defaultValue) throws TrackingRefusal {
    OptionalLong number = number(name);
    if (number.isPresent() && (number.getAsLong() < min || number.getAsLong() > max)) {
      throw wrong(name, "a whole number from %d to %d".formatted(min, max));
    }
    return number.orElse(defaultValue);
  }

  /** Returns the offset that a page token stands for; a token is the offset itself. */
  public long pageStart() throws TrackingRefusal {
    String token = given("page_token").orElse("0");
    if (!token.matches("[0-9]{1,18}")) {
      throw wrong("page_token", "a token that a response gave as next_page_token");
    }
    return Long.parseLong(token);
  }

  /** Returns a number, which may be NaN or infinite, and may be written as text. */
  public double real(String name) throws TrackingRefusal {
    JsonNode value = body.path(name);
    if (value.isNumber()) {
      return value.doubleValue();
    }
    if (value.isMissingNode() || value.isNull()) {
      throw missing(name);
    }
    String text = value.isTextual() ? value.asText().strip().toLowerCase(Locale.ROOT) : "";
    if (text.matches(UNBOUNDED)) {
      return text.endsWith("nan")
          ? Double.NaN
          : text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!text.matches(REAL)) {
      throw wrong(name, "a number");
    }
    return Double.parseDouble(text);
  }

  public boolean flag(String name) throws TrackingRefusal {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return false;
    }
    String text = value.asText().toLowerCase(Locale.ROOT);
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(name, "true or false");
    }
    return text.equals("true");
  }

  public List<TrackingRequest> list(String name, int max) throws TrackingRefusal {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(name, "a list");
    }
    if (value.size() > max) {
      throw TrackingRefusal.invalid(
          "Invalid value of %d entries for parameter '%s%s' supplied: expected at most %d."
              .formatted(value.size(), prefix, name, max));
    }
    List<TrackingRequest> entries = new ArrayList<>();
    for (JsonNode entry : value) {
      if (!entry.isObject()) {
        throw wrong(name, "a list of objects");
      }
      entries.add(new TrackingRequest(entry, "%s%s[%d].".formatted(prefix, name, entries.size())));
    }
    return entries;
  }

  /** Returns the object of that name, or one without members. */
  public TrackingRequest object(String name) throws TrackingRefusal {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return empty();
    }
    if (!value.isObject()) {
      throw wrong(name, "an object");
    }
    return new TrackingRequest(value, prefix + name + ".");
  }

  /** Returns a list of texts; one text stands for a list of it, as in a query. */
  public List<String> texts(String name) throws TrackingRefusal {
    JsonNode value = body.path(name);
    List<String> texts = new ArrayList<>();
    if (value.isTextual()) {
      texts.add(value.asText());
    } else if (value.isArray()) {
      for (JsonNode entry : value) {
        if (!entry.isTextual()) {
          throw wrong(name, "a list of texts");
        }
        texts.add(entry.asText());
      }
    } else if (!value.isMissingNode() && !value.isNull()) {
      throw wrong(name, "a list of texts");
    }
    return texts;
  }
}
