package org.arkwright.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Map;
import org.arkwright.gateway.dialect.JsonFields;

/**
 * What a request refers to.
 *
 * @param before the messages of the chat that goes on; empty when one begins
 * @param items those of earlier responses that the request names, by their names
 */
record Recalled(List<JsonNode> before, Map<String, JsonNode> items) {
  Recalled {
    before = List.copyOf(before);
    items = Map.copyOf(items);
  }

  /** The messages of the chat so far, to be added to. */
  ArrayNode messages() {
    ArrayNode messages = JsonFields.object().arrayNode();
    before.forEach(messages::add);
    return messages;
  }
}
