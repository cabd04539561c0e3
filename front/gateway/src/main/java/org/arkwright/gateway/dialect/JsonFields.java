package org.arkwright.gateway.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/**
 * Reads fields with checks; a null counts as absent.
 *
 * @param json what has the fields
 * @param at the path to it, with a dot behind it; empty for the request itself
 */
public record JsonFields(JsonNode json, String at) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Reads a body. */
  public static JsonFields parse(byte[] body) throws InvalidRequestException {
    JsonNode json;
    try {
      json = MAPPER.readTree(body);
    } catch (IOException e) {
      String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidRequestException("The body is not JSON: " + cause);
    }
    if (json == null || !json.isObject()) {
      throw new InvalidRequestException("The body must be a JSON object.");
    }
    return new JsonFields(json, "");
  }

  /** The JSON of what a server wrote; a missing node where it is none. */
  public static JsonNode lenient(byte[] bytes) {
    try {
      JsonNode json = MAPPER.readTree(bytes);
      return json == null ? MAPPER.missingNode() : json;
    } catch (IOException _) {
      return MAPPER.missingNode();
    }
  }

  /** The JSON as bytes. */
  public static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree that cannot be written", e);
    }
  }

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The path to a field. */
  public String path(String name) {
    return at + name;
  }

  /** The field, unless it is absent or null. */
  public Optional<JsonNode> get(String name) {
    JsonNode value = json.path(name);
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  /** The fields of an object in an array. */
  public static JsonFields of(JsonNode element, String array, int index)
      throws InvalidRequestException {
    String path = array + "." + index;
    if (!element.isObject()) {
      throw InvalidRequestException.invalid(path, element, "an object");
    }
    return new JsonFields(element, path + ".");
  }

  /** The fields of an object. */
  public Optional<JsonFields> object(String name) throws InvalidRequestException {
    Optional<JsonNode> value = get(name);
    if (value.isPresent() && !value.get().isObject()) {
      throw InvalidRequestException.invalid(path(name), value.get(), "an object");
    }
    return value.map(found -> new JsonFields(found, path(name) + "."));
  }

  /** A text that has to be there. */
  public String text(String name) throws InvalidRequestException {
    return optionalText(name).orElseThrow(() -> InvalidRequestException.missing(path(name)));
  }

  /** A text. */
  public Optional<String> optionalText(String name) throws InvalidRequestException {
    Optional<JsonNode> value = get(name);
    if (value.isPresent() && !value.get().isTextual()) {
      throw InvalidRequestException.invalid(path(name), value.get(), "a string");
    }
    return value.map(JsonNode::asText);
  }

  /** True or false; {@code otherwise} where it is absent. */
  public boolean flag(String name, boolean otherwise) throws InvalidRequestException {
    Optional<JsonNode> value = get(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw InvalidRequestException.invalid(path(name), value.get(), "true or false");
    }
    return value.map(JsonNode::asBoolean).orElse(otherwise);
  }

  /** A whole number of at least one. */
  public Optional<Integer> count(String name) throws InvalidRequestException {
    Optional<JsonNode> value = get(name);
    if (value.isPresent()
        && (!value.get().isIntegralNumber()
            || !value.get().canConvertToInt()
            || value.get().asInt() < 1)) {
      throw InvalidRequestException.invalid(
          path(name), value.get(), "a whole number from 1 to " + Integer.MAX_VALUE);
    }
    return value.map(JsonNode::asInt);
  }

  /** A number in a range. */
  public Optional<JsonNode> number(String name, double min, double max)
      throws InvalidRequestException {
    Optional<JsonNode> value = get(name);
    if (value.isPresent()
        && !(value.get().isNumber()
            && value.get().asDouble() >= min
            && value.get().asDouble() <= max)) {
      throw InvalidRequestException.invalid(
          path(name), value.get(), "a number from %s to %s".formatted(min, max));
    }
    return value;
  }

  /** An array; empty where it is absent. */
  public Optional<JsonNode> array(String name) throws InvalidRequestException {
    Optional<JsonNode> value = get(name);
    if (value.isPresent() && !value.get().isArray()) {
      throw InvalidRequestException.invalid(path(name), value.get(), "an array");
    }
    return value;
  }

  /** Refuses fields that nobody knows: what they ask for would not be done. */
  public void onlyKnown(Collection<String> names) throws InvalidRequestException {
    for (String name : (Iterable<String>) json::fieldNames) {
      if (!names.contains(name) && get(name).isPresent()) {
        throw new InvalidRequestException("%s: there is no such field.".formatted(path(name)));
      }
    }
  }
}
