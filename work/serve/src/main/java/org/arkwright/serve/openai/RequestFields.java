package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a request, read with type checks; a null counts as absent. */
final class RequestFields {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final BigInteger SEED_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger SEED_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

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
      throw invalid(name, value.get(), "a string");
    }
    return value.map(JsonNode::asText);
  }

  boolean flag(String name) throws RequestException {
    Optional<JsonNode> value = get(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw invalid(name, value.get(), "true or false");
    }
    return value.map(JsonNode::asBoolean).orElse(false);
  }

  double number(String name, double defaultValue, double min, double max) throws RequestException {
    Optional<JsonNode> value = get(name);
    if (value.isEmpty()) {
      return defaultValue;
    }
    double number = value.get().asDouble(Double.NaN);
    if (!value.get().isNumber() || !(number >= min && number <= max)) {
      throw invalid(name, value.get(), "a number from %s to %s".formatted(min, max));
    }
    return number;
  }

  Optional<Integer> integer(String name, int min, int max) throws RequestException {
    Optional<JsonNode> value = get(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.get().canConvertToInt()
        || !value.get().isIntegralNumber()
        || value.get().asInt() < min
        || value.get().asInt() > max) {
      throw invalid(name, value.get(), "a whole number from %d to %d".formatted(min, max));
    }
    return value.map(JsonNode::asInt);
  }

  /** Reads a whole number of 64 bits, signed or not. */
  Optional<Long> seed(String name) throws RequestException {
    Optional<JsonNode> value = get(name);
    if (value.isPresent()
        && (!value.get().isIntegralNumber()
            || value.get().bigIntegerValue().compareTo(SEED_MIN) < 0
            || value.get().bigIntegerValue().compareTo(SEED_MAX) > 0)) {
      throw invalid(name, value.get(), "a whole number of 64 bits");
    }
    return value.map(seed -> seed.bigIntegerValue().longValue());
  }

  /** Reads a string, or an array of strings. */
  List<String> texts(String name, int max) throws RequestException {
    Optional<JsonNode> value = get(name);
    if (value.isEmpty()) {
      return List.of();
    }
    JsonNode actual = value.get();
    if (actual.isTextual()) {
      return List.of(actual.asText());
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : actual) {
      if (!element.isTextual()) {
        throw invalid(name, element, "a string or an array of strings");
      }
      texts.add(element.asText());
    }
    if (!actual.isArray() || texts.size() > max) {
      throw invalid(name, actual, "a string or an array of at most %d strings".formatted(max));
    }
    return texts;
  }

  static RequestException missing(String name) {
    return new RequestException(
        ApiError.invalid(name, "The request needs the field '%s'.".formatted(name)));
  }

  static RequestException invalid(String name, JsonNode value, String expected) {
    String json = value.toString();
    String shown = json.length() > 100 ? json.substring(0, 100) + "…" : json;
    return new RequestException(
        ApiError.invalid(name, "'%s' is %s, expected %s.".formatted(name, shown, expected)));
  }
}
