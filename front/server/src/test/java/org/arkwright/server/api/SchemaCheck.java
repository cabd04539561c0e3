package org.arkwright.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Checks JSON against the part of JSON Schema that openapi.yaml uses. Unlike JSON Schema, it also
 * requires every member to be described.
 */
record SchemaCheck(JsonNode document) {
  void check(JsonNode value, String schema, List<String> violations) {
    check(value, document.at("/components/schemas/" + schema), schema, violations);
  }

  void check(JsonNode value, JsonNode schema, String path, List<String> violations) {
    if (schema.isMissingNode()) {
      violations.add(path + ": no such schema");
    } else if (schema.has("$ref")) {
      check(value, document.at(schema.get("$ref").asText().substring(1)), path, violations);
    } else if (!isOfType(value, schema.path("type").asText(""))) {
      violations.add(path + ": " + value + " is not of type " + schema.get("type").asText());
    } else if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      violations.add(path + ": " + value + " is not among " + schema.get("enum"));
    } else {
      members(value, schema, path, violations);
      value
          .valueStream()
          .filter(_ -> value.isArray() && schema.has("items"))
          .forEach(item -> check(item, schema.path("items"), path + "[]", violations));
    }
  }

  private void members(JsonNode value, JsonNode schema, String path, List<String> violations) {
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        violations.add(path + ": lacks " + required.asText());
      }
    }
    if (!value.isObject() || (!schema.has("properties") && !schema.has("additionalProperties"))) {
      return;
    }
    for (var member : value.properties()) {
      JsonNode described = schema.path("properties").path(member.getKey());
      JsonNode other = schema.path("additionalProperties");
      check(
          member.getValue(),
          described.isMissingNode() ? other : described,
          path + "." + member.getKey(),
          violations);
    }
  }

  private static boolean isOfType(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      default -> true;
    };
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode item : list) {
      if (item.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
