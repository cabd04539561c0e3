package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a request, read with their types; a null counts as absent. */
final class RequestFields {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode json;

  private RequestFields(JsonNode json) {
    this.json = json;
  }

  static RequestFields parse(byte[] body) throws RequestException {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json == null || !json.isObject()) {
        throw new RequestException(ApiError.invalid(null, "The body must be a JSON object."));
      }
      return new RequestFields(json);
    } catch (IOException e) {
      throw new RequestException(
          ApiError.invalid(null, "The body is not JSON: " + firstLine(e.getMessage())));
    }
  }

  private static String firstLine(@Nullable String text) {
    return String.valueOf(text).lines().findFirst().orElse("");
  }

  Optional<JsonNode> get(String name) {
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  String text(String name) throws RequestException {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  Optional<String> optionalText(String name) throws RequestException {
    Optional<JsonNode> value = get(name);
    if (value.isPresent() && !value.get().isTextual()) {
      throw wrong(name, value.get(), "a string");
    }
    return value.map(JsonNode::asText);
  }

  boolean flag(String name) throws RequestException {
    Optional<JsonNode> value = get(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw wrong(name, value.get(), "true or false");
    }
    return value.map(JsonNode::asBoolean).orElse(false);
  }

  double number(String name, double usual, double least, double most) throws RequestException {
    Optional<JsonNode> value = get(name);
    if (value.isEmpty()) {
      return usual;
    }
    double number = value.get().asDouble(Double.NaN);
    if (!value.get().isNumber() || !(number >= least && number <= most)) {
      throw wrong(name, value.get(), "a number from %s to %s".formatted(least, most));
    }
    return number;
  }

  Optional<Integer> whole(String name, int least, int most) throws RequestException {
    Optional<JsonNode> value = get(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.get().canConvertToInt()
        || !value.get().isIntegralNumber()
        || value.get().asInt() < least
        || value.get().asInt() > most) {
      throw wrong(name, value.get(), "a whole number from %d to %d".formatted(least, most));
    }
    return value.map(JsonNode::asInt);
  }

  /** A string, or an array of strings. */
  List<String> texts(String name, int most) throws RequestException {
    Optional<JsonNode> value = get(name);
    if (value.isEmpty()) {
      return List.of();
    }
    JsonNode given = value.get();
    if (given.isTextual()) {
      return List.of(given.asText());
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode one : given) {
      if (!one.isTextual()) {
        throw wrong(name, one, "a string or an array of strings");
      }
      texts.add(one.asText());
    }
    if (!given.isArray() || texts.size() > most) {
      throw wrong(name, given, "a string or an array of at most %d strings".formatted(most));
    }
    return texts;
  }

  static RequestException missing(String name) {
    return new RequestException(
        ApiError.invalid(name, "The request needs the field '%s'.".formatted(name)));
  }

  static RequestException wrong(String name, JsonNode value, String expected) {
    String given = value.toString();
    String shown = given.length() > 100 ? given.substring(0, 100) + "…" : given;
    return new RequestException(
        ApiError.invalid(name, "'%s' is %s, expected %s.".formatted(name, shown, expected)));
  }
}
