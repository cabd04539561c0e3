package org.arkwright.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.arkwright.gateway.dialect.ChatUsage;
import org.arkwright.gateway.dialect.JsonFields;

/**
 * A response as JSON.
 *
 * @param createdSeconds since the Unix epoch
 */
record ResponseView(ResponsesRequest request, ResponseId id, long createdSeconds) {
  /** The response as it begins. */
  ObjectNode begun() {
    ObjectNode json = common("in_progress");
    json.putArray("output");
    return json.putNull("usage");
  }

  /** The response of a server that failed. */
  ObjectNode failed(String message, ArrayNode output) {
    ObjectNode json = common("failed");
    json.putObject("error").put("code", "server_error").put("message", message);
    json.set("output", output);
    return json.putNull("usage");
  }

  /**
   * The response as it ended.
   *
   * @param finish why the chat ended
   */
  ObjectNode ended(String finish, ArrayNode output, ChatUsage usage) {
    ObjectNode json = common(status(finish));
    if (!status(finish).equals("completed")) {
      json.putObject("incomplete_details")
          .put("reason", finish.equals("length") ? "max_output_tokens" : finish);
    }
    json.set("output", output);
    json.set("usage", usage(usage));
    return json;
  }

  /** The status of a response, and of its last item, whose chat ended so. */
  static String status(String finish) {
    return switch (finish) {
      case "length", "content_filter" -> "incomplete";
      default -> "completed";
    };
  }

  private static ObjectNode usage(ChatUsage usage) {
    ObjectNode json = JsonFields.object().put("input_tokens", usage.prompt());
    json.putObject("input_tokens_details").put("cached_tokens", usage.cached());
    json.put("output_tokens", usage.completion());
    json.putObject("output_tokens_details").put("reasoning_tokens", 0);
    return json.put("total_tokens", usage.prompt() + usage.completion());
  }

  private ObjectNode common(String status) {
    JsonNode asked = request.fields().json();
    ObjectNode json =
        JsonFields.object()
            .put("id", id.toString())
            .put("object", "response")
            .put("created_at", createdSeconds)
            .put("status", status)
            .put("background", false)
            .putNull("error")
            .putNull("incomplete_details");
    for (String field :
        new String[] {
          "instructions", "max_output_tokens", "previous_response_id", "temperature", "top_p"
        }) {
      json.set(field, or(asked.path(field), json.nullNode()));
    }
    json.put("model", asked.path("model").asText());
    json.set("parallel_tool_calls", or(asked.path("parallel_tool_calls"), json.booleanNode(true)));
    json.set("store", or(asked.path("store"), json.booleanNode(true)));
    json.set("tools", or(asked.path("tools"), json.arrayNode()));
    json.set("tool_choice", or(asked.path("tool_choice"), json.textNode("auto")));
    json.set("metadata", or(asked.path("metadata"), json.objectNode()));
    json.set("text", text(asked.path("text")));
    json.putObject("reasoning")
        .putNull("summary")
        .set("effort", or(asked.at("/reasoning/effort"), json.nullNode()));
    return json.put("truncation", "disabled");
  }

  private static JsonNode text(JsonNode asked) {
    ObjectNode text = JsonFields.object();
    if (asked.path("format").isObject()) {
      return text.set("format", asked.path("format"));
    }
    text.putObject("format").put("type", "text");
    return text;
  }

  private static JsonNode or(JsonNode value, JsonNode otherwise) {
    return value.isMissingNode() || value.isNull() ? otherwise : value;
  }

  /** An item that is a text. */
  ObjectNode message(int index, String text, String status) {
    ObjectNode item =
        JsonFields.object()
            .put("id", id.message(index))
            .put("type", "message")
            .put("status", status)
            .put("role", "assistant");
    ArrayNode content = item.putArray("content");
    if (!status.equals("in_progress")) {
      content.add(part(text));
    }
    return item;
  }

  /** The text of an item. */
  static ObjectNode part(String text) {
    ObjectNode part = JsonFields.object().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  /** An item that is a call. */
  ObjectNode call(int index, String callId, String name, String arguments, String status) {
    return JsonFields.object()
        .put("id", id.call(index))
        .put("type", "function_call")
        .put("status", status)
        .put("call_id", callId)
        .put("name", name)
        .put("arguments", arguments);
  }

  /** What is kept of the response. */
  Conversation conversation(ObjectNode response) {
    ArrayNode chat = request.messages().deepCopy();
    ObjectNode answer = chat.addObject().put("role", "assistant").putNull("content");
    for (JsonNode item : response.path("output")) {
      if (item.path("type").asText().equals("message")) {
        answer.put("content", item.at("/content/0/text").asText());
      } else {
        ArrayNode calls =
            answer.path("tool_calls") instanceof ArrayNode some
                ? some
                : answer.putArray("tool_calls");
        calls
            .addObject()
            .put("id", item.path("call_id").asText())
            .put("type", "function")
            .putObject("function")
            .put("name", item.path("name").asText())
            .put("arguments", item.path("arguments").asText());
      }
    }
    if (!answer.has("tool_calls") && answer.path("content").isNull()) {
      answer.put("content", "");
    }
    return new Conversation(response, request.input(), chat);
  }
}
