package org.arkwright.serve.llama;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.serve.runtime.PromptException;

/**
 * A JSON schema as a grammar: every text of the grammar conforms to the schema. Properties come in
 * the schema's order, and none that it does not name. What cannot be said in a grammar is refused
 * by name, and nothing is passed over.
 */
final class SchemaGrammar {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEPTH_MAX = 64;
  private static final int RULES_MAX = 5_000;
  private static final int REPEAT_MAX = 1_000;

  /** What says nothing about the text. */
  private static final Set<String> NOTES =
      Set.of(
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "strict");

  /** The rules that schemas' rules refer to. */
  static final String COMMON =
      """
      ws ::= | " " | "\\n" [ \\t]{0,20}
      char ::= [^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4})
      string ::= "\\"" char* "\\""
      integer ::= "-"? ("0" | [1-9] [0-9]{0,15})
      number ::= integer ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,3})?
      boolean ::= "true" | "false"
      null ::= "null"
      array ::= "[" ws (value ("," ws value)*)? ws "]"
      object ::= "{" ws (string ":" ws value ("," ws string ":" ws value)*)? ws "}"
      value ::= object | array | string | number | boolean | null
      """;

  private final String field;
  private final String prefix;
  private final JsonNode root;
  private final Map<String, String> rules = new LinkedHashMap<>();
  private final Map<String, String> references = new LinkedHashMap<>();

  private SchemaGrammar(String field, String prefix, String schema) {
    this.field = field;
    this.prefix = prefix;
    try {
      this.root = JSON.readTree(schema);
    } catch (JsonProcessingException e) {
      throw refused("is no JSON: " + e.getOriginalMessage());
    }
  }

  /**
   * Translates the schema of an answer.
   *
   * @return GBNF whose rule to begin with is {@code root}
   * @throws PromptException when it is no schema, or says what a grammar cannot
   */
  static String of(String schema) {
    return "root ::= answer\n" + COMMON + rules("response_format", "answer", schema);
  }

  /**
   * Translates a schema into rules that are a part of a grammar, which has {@link #COMMON}, too.
   *
   * @param field the request's field that it is in, for refusals
   * @param name the rule to begin with; the names of all others begin with it
   * @throws PromptException when it is no schema, or says what a grammar cannot
   */
  static String rules(String field, String name, String schema) {
    SchemaGrammar grammar = new SchemaGrammar(field, name + "-", schema);
    StringBuilder text = new StringBuilder();
    text.append(name).append(" ::= ").append(grammar.schema(grammar.root, "$", 0)).append('\n');
    grammar.rules.forEach(
        (rule, body) -> text.append(rule).append(" ::= ").append(body).append('\n'));
    return text.toString();
  }

  private PromptException refused(String why) {
    return new PromptException(field, "The schema " + why);
  }

  private String rule(String body) {
    if (rules.size() >= RULES_MAX) {
      throw refused("becomes more than %d rules.".formatted(RULES_MAX));
    }
    String name = prefix + "r" + rules.size();
    rules.put(name, body);
    return name;
  }

  /** An expression for a schema. */
  private String schema(JsonNode schema, String path, int depth) {
    if (depth > DEPTH_MAX) {
      throw refused("is nested deeper than %d at %s.".formatted(DEPTH_MAX, path));
    }
    if (schema.isBoolean() && schema.asBoolean()) {
      return "value";
    }
    if (!schema.isObject()) {
      throw refused("has %s at %s, where a schema is expected.".formatted(schema, path));
    }
    if (schema.has("$ref")) {
      allow(schema, path, "$ref");
      return reference(schema.get("$ref").asText(), path, depth);
    }
    for (String choice : List.of("anyOf", "oneOf")) {
      if (schema.has(choice)) {
        allow(schema, path, choice, "type");
        List<String> parts = new ArrayList<>();
        for (JsonNode part : schema.get(choice)) {
          parts.add(schema(part, path + "." + choice, depth + 1));
        }
        return either(parts, path);
      }
    }
    if (schema.has("const")) {
      allow(schema, path, "const", "type");
      return literal(schema.get("const").toString());
    }
    if (schema.has("enum")) {
      allow(schema, path, "enum", "type");
      List<String> parts = new ArrayList<>();
      schema.get("enum").forEach(value -> parts.add(literal(value.toString())));
      return either(parts, path);
    }
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      List<String> parts = new ArrayList<>();
      for (JsonNode one : type) {
        parts.add(typed(one.asText(), only(schema, one.asText()), path, depth));
      }
      return either(parts, path);
    }
    if (type.isMissingNode()) {
      if (schema.has("properties")) {
        return typed("object", schema, path, depth);
      }
      if (schema.has("items")) {
        return typed("array", schema, path, depth);
      }
      allow(schema, path);
      return "value";
    }
    return typed(type.asText(), schema, path, depth);
  }

  /** Of a schema with several types, what is said of one. */
  private static JsonNode only(JsonNode schema, String type) {
    var copy = ((ObjectNode) schema).deepCopy();
    if (!type.equals("object")) {
      copy.remove(List.of("properties", "required", "additionalProperties"));
    }
    if (!type.equals("array")) {
      copy.remove(List.of("items", "minItems", "maxItems"));
    }
    if (!type.equals("string")) {
      copy.remove(List.of("minLength", "maxLength"));
    }
    if (!type.equals("integer") && !type.equals("number")) {
      copy.remove(List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"));
    }
    return copy;
  }

  private String typed(String type, JsonNode schema, String path, int depth) {
    return switch (type) {
      case "string" -> {
        allow(schema, path, "type", "minLength", "maxLength");
        String times = times(schema, "minLength", "maxLength", path);
        yield times.equals("*") ? "string" : "\"\\\"\" char" + times + " \"\\\"\"";
      }
      case "integer", "number" -> number(type, schema, path);
      case "boolean", "null" -> {
        allow(schema, path, "type");
        yield type;
      }
      case "array" -> array(schema, path, depth);
      case "object" -> object(schema, path, depth);
      default -> throw refused("has the type '%s' at %s.".formatted(type, path));
    };
  }

  private String number(String type, JsonNode schema, String path) {
    allow(schema, path, "type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
    boolean bounded = false;
    for (String bound : List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")) {
      bounded |= schema.has(bound);
    }
    if (!bounded) {
      return type;
    }
    long least = whole(schema, "minimum", -NumberRange.MOST, path);
    long most = whole(schema, "maximum", NumberRange.MOST, path);
    long over = whole(schema, "exclusiveMinimum", -NumberRange.MOST - 1, path);
    long under = whole(schema, "exclusiveMaximum", NumberRange.MOST + 1, path);
    NumberRange range =
        new NumberRange(Math.max(least, over), Math.min(most, under), over >= least, under <= most);
    boolean integer = type.equals("integer");
    if (range.isEmpty() || (integer && range.hasNoInteger())) {
      throw refused("allows no number at %s.".formatted(path));
    }
    return rule(integer ? range.integers() : range.numbers());
  }

  private long whole(JsonNode schema, String name, long absent, String path) {
    JsonNode value = schema.path(name);
    if (value.isMissingNode()) {
      return absent;
    }
    double number = value.isNumber() ? value.asDouble() : Double.NaN;
    if (number != Math.rint(number)) { // NaN is neither.
      throw refused("has %s %s at %s, expected a whole number.".formatted(name, value, path));
    }
    return Math.clamp(value.asLong(), -NumberRange.MOST, NumberRange.MOST);
  }

  private String array(JsonNode schema, String path, int depth) {
    allow(schema, path, "type", "items", "minItems", "maxItems");
    String item =
        schema.has("items") ? rule(schema(schema.get("items"), path + "[]", depth + 1)) : "value";
    int min = bound(schema, "minItems", 0, path);
    int max = bound(schema, "maxItems", -1, path);
    if (max >= 0 && max < min) {
      throw refused("has maxItems below minItems at %s.".formatted(path));
    }
    if (max == 0) {
      return "\"[\" ws \"]\"";
    }
    String more =
        "(\",\" ws %s){%d,%s}".formatted(item, Math.max(0, min - 1), max < 0 ? "" : max - 1);
    String items = item + " " + more;
    return rule("\"[\" ws " + (min == 0 ? "(" + items + ")?" : items) + " ws \"]\"");
  }

  private String object(JsonNode schema, String path, int depth) {
    allow(schema, path, "type", "properties", "required", "additionalProperties");
    Set<String> required = new TreeSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    JsonNode properties = schema.path("properties");
    for (String name : required) {
      if (!properties.has(name)) {
        throw refused("requires '%s' at %s, and has no such property.".formatted(name, path));
      }
    }
    if (properties.isEmpty()) {
      JsonNode others = schema.path("additionalProperties");
      if (others.isBoolean() && !others.asBoolean()) {
        return "\"{\" ws \"}\"";
      }
      if (!others.isObject()) {
        return "object";
      }
      String pair = rule("string \":\" ws " + schema(others, path + ".*", depth + 1));
      return rule("\"{\" ws (%s (\",\" ws %s)*)? ws \"}\"".formatted(pair, pair));
    }
    // From the last to the first: what follows a property, and what an object may begin with.
    String tail = rule("\"\"");
    String head = tail;
    List<String> names = new ArrayList<>();
    properties.fieldNames().forEachRemaining(names::addFirst);
    for (String name : names) {
      String value = schema(properties.get(name), path + "." + name, depth + 1);
      String pair = rule(literal(ChatJson.quoted(name)) + " \":\" ws " + group(value));
      boolean optional = !required.contains(name);
      head = rule(pair + " " + tail + (optional ? " | " + head : ""));
      tail = rule((optional ? "(\",\" ws " + pair + ")?" : "\",\" ws " + pair) + " " + tail);
    }
    return rule("\"{\" ws " + head + " ws \"}\"");
  }

  private String reference(String target, String path, int depth) {
    String known = references.get(target);
    if (known != null) {
      return known;
    }
    if (!target.startsWith("#")) {
      throw refused("refers to '%s' at %s, expected '#/…'.".formatted(target, path));
    }
    JsonNode found = root.at(target.substring(1).replace("%25", "%"));
    if (found.isMissingNode()) {
      throw refused("refers to '%s' at %s, and there is no such part.".formatted(target, path));
    }
    String name = prefix + "ref" + references.size();
    references.put(target, name); // Before its rule is made: it may refer to itself.
    rules.put(name, "");
    rules.put(name, schema(found, target, depth + 1));
    return name;
  }

  private String either(List<String> parts, String path) {
    if (parts.isEmpty()) {
      throw refused("has no alternative at %s.".formatted(path));
    }
    return "(" + String.join(" | ", parts) + ")";
  }

  private static String group(String expression) {
    return expression.contains(" ") ? "(" + expression + ")" : expression;
  }

  /** A text as a grammar writes it. */
  static String literal(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + "\"";
  }

  private String times(JsonNode schema, String min, String max, String path) {
    int least = bound(schema, min, 0, path);
    int most = bound(schema, max, -1, path);
    if (most >= 0 && most < least) {
      throw refused("has %s below %s at %s.".formatted(max, min, path));
    }
    return least == 0 && most < 0 ? "*" : "{%d,%s}".formatted(least, most < 0 ? "" : most);
  }

  private int bound(JsonNode schema, String name, int absent, String path) {
    JsonNode value = schema.path(name);
    if (value.isMissingNode()) {
      return absent;
    }
    if (!value.canConvertToInt() || value.asInt() < 0 || value.asInt() > REPEAT_MAX) {
      throw refused("has %s %s at %s, expected 0 to %d.".formatted(name, value, path, REPEAT_MAX));
    }
    return value.asInt();
  }

  private void allow(JsonNode schema, String path, String... known) {
    Set<String> allowed = Set.of(known);
    schema
        .fieldNames()
        .forEachRemaining(name -> {
          if (!allowed.contains(name) && !NOTES.contains(name)) {
            throw refused(
                "has '%s' at %s, which this runtime cannot hold a text to; leave it out."
                    .formatted(name, path));
          }
        });
  }
}
