package org.arkwright.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.arkwright.gateway.dialect.JsonFields;

/**
 * What is kept of a response.
 *
 * @param response the answer as the client got it
 * @param input the items that were new in the request
 * @param chat the conversation with the answer, as a chat's messages, without instructions
 */
record Conversation(JsonNode response, JsonNode input, ArrayNode chat) {
  byte[] bytes() {
    ObjectNode json = JsonFields.object();
    json.set("response", response);
    json.set("input", input);
    json.set("chat", chat);
    return JsonFields.bytes(json);
  }

  static Conversation of(byte[] bytes) {
    JsonNode json = JsonFields.lenient(bytes);
    ArrayNode chat = JsonFields.object().arrayNode();
    json.path("chat").forEach(chat::add);
    return new Conversation(json.path("response"), json.path("input"), chat);
  }
}
