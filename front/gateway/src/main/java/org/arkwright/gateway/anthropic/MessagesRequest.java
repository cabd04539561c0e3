package org.arkwright.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.gateway.dialect.InvalidRequestException;
import org.arkwright.gateway.dialect.JsonFields;

/** A request for a message, as a chat. */
final class MessagesRequest {
  /** Those that say how, not what, and that a model of ours may pass over. */
  private static final List<String> PASSED_OVER =
      List.of("metadata", "service_tier", "cache_control", "inference_geo", "context_management");

  private static final List<String> KNOWN =
      List.of(
          "model",
          "messages",
          "system",
          "max_tokens",
          "stop_sequences",
          "stream",
          "temperature",
          "top_p",
          "top_k",
          "tools",
          "tool_choice",
          "thinking",
          "output_config",
          "output_format");

  private MessagesRequest() {}

  /** The chat whose answer is the message. */
  static ObjectNode toAnswer(JsonFields fields) throws InvalidRequestException {
    ObjectNode chat = toCount(fields);
    chat.put(
        "max_tokens",
        fields
            .count("max_tokens")
            .orElseThrow(() -> InvalidRequestException.missing("max_tokens")));
    stops(fields).ifPresent(stops -> chat.set("stop", stops));
    fields.number("temperature", 0, 1).ifPresent(value -> chat.set("temperature", value));
    fields.number("top_p", 0, 1).ifPresent(value -> chat.set("top_p", value));
    fields.count("top_k").ifPresent(value -> chat.put("top_k", value));
    MessagesTools.choose(fields, chat);
    schema(fields)
        .ifPresent(schema -> {
          ObjectNode format = chat.putObject("response_format").put("type", "json_schema");
          format
              .putObject("json_schema")
              .put("name", "answer")
              .put("strict", true)
              .set("schema", schema);
        });
    if (fields.flag("stream", false)) {
      chat.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
    return chat;
  }

  /** The chat whose tokens are to be counted: what the model reads. */
  static ObjectNode toCount(JsonFields fields) throws InvalidRequestException {
    List<String> known = new ArrayList<>(KNOWN);
    known.addAll(PASSED_OVER);
    fields.onlyKnown(known);
    refuseThinking(fields);
    ObjectNode chat = JsonFields.object().put("model", fields.text("model"));
    ArrayNode messages = chat.putArray("messages");
    MessageBlocks.texts(fields, "system")
        .ifPresent(content -> messages.addObject().put("role", "system").set("content", content));
    MessageBlocks.read(fields, messages);
    MessagesTools.read(fields).ifPresent(tools -> chat.set("tools", tools));
    return chat;
  }

  private static void refuseThinking(JsonFields fields) throws InvalidRequestException {
    Optional<JsonFields> thinking = fields.object("thinking");
    if (thinking.isPresent()) {
      String type = thinking.get().text("type");
      switch (type) {
        case "disabled", "adaptive" -> {}
        default ->
            throw InvalidRequestException.unsupported("thinking", "type '%s' is".formatted(type));
      }
    }
  }

  private static Optional<JsonNode> stops(JsonFields fields) throws InvalidRequestException {
    Optional<JsonNode> stops = fields.array("stop_sequences");
    if (stops.isPresent()) {
      for (JsonNode stop : stops.get()) {
        if (!stop.isTextual() || stop.asText().isEmpty()) {
          throw InvalidRequestException.invalid(
              "stop_sequences", stop, "strings that say something");
        }
      }
    }
    return stops.filter(array -> !array.isEmpty());
  }

  /** The schema that the answer is held to; its place has moved since it came. */
  private static Optional<JsonNode> schema(JsonFields fields) throws InvalidRequestException {
    Optional<JsonFields> config = fields.object("output_config");
    Optional<JsonFields> format =
        config.isPresent() && config.get().get("format").isPresent()
            ? config.get().object("format")
            : fields.object("output_format");
    if (format.isEmpty()) {
      return Optional.empty();
    }
    if (!format.get().text("type").equals("json_schema")) {
      throw InvalidRequestException.invalid(
          format.get().path("type"), format.get().json().path("type"), "json_schema");
    }
    return Optional.of(
        format
            .get()
            .object("schema")
            .orElseThrow(() -> InvalidRequestException.missing(format.get().path("schema")))
            .json());
  }
}
