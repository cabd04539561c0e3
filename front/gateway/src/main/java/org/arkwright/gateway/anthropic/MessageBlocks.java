package org.arkwright.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.arkwright.gateway.dialect.InvalidRequestException;
import org.arkwright.gateway.dialect.JsonFields;

/** Tells messages, which are made of blocks, as those of a chat. */
final class MessageBlocks {
  private static final String TEXT = "text";

  private MessageBlocks() {}

  /** Adds the request's messages to those of a chat. */
  static void read(JsonFields fields, ArrayNode messages) throws InvalidRequestException {
    JsonNode array =
        fields.array("messages").orElseThrow(() -> InvalidRequestException.missing("messages"));
    if (array.isEmpty()) {
      throw InvalidRequestException.invalid("messages", array, "at least one message");
    }
    String last = "";
    for (int i = 0; i < array.size(); i++) {
      JsonFields message = JsonFields.of(array.get(i), "messages", i);
      message.onlyKnown(List.of("role", "content"));
      last = message.text("role");
      switch (last) {
        case "user" -> user(message, messages);
        case "assistant" -> assistant(message, messages);
        case "system" -> {
          JsonNode content =
              texts(message, "content")
                  .orElseThrow(() -> InvalidRequestException.missing(message.path("content")));
          messages.addObject().put("role", "system").set("content", content);
        }
        default ->
            throw InvalidRequestException.invalid(
                message.path("role"), message.json().path("role"), "user, assistant or system");
      }
    }
    if (last.equals("assistant")) {
      throw InvalidRequestException.unsupported(
          "messages", "a last message of the assistant, to be continued, is");
    }
  }

  /** A text, or blocks of texts, as the content of a chat's message; empty where it is nothing. */
  static Optional<JsonNode> texts(JsonFields fields, String name) throws InvalidRequestException {
    Optional<JsonNode> value = fields.get(name);
    if (value.isEmpty() || value.get().isTextual()) {
      return value.filter(text -> !text.asText().isEmpty());
    }
    ArrayNode parts = JsonFields.object().arrayNode();
    JsonNode blocks = fields.array(name).orElseThrow();
    for (int i = 0; i < blocks.size(); i++) {
      JsonFields block = JsonFields.of(blocks.get(i), fields.path(name), i);
      String type = block.text("type");
      if (!type.equals(TEXT)) {
        throw unsupported(block, type);
      }
      parts.addObject().put("type", TEXT).put(TEXT, block.text(TEXT));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(plain(parts));
  }

  /** The content of a chat's message: a string where it is one text. */
  private static JsonNode plain(ArrayNode parts) {
    return parts.size() == 1 && parts.get(0).path("type").asText().equals(TEXT)
        ? parts.get(0).path(TEXT)
        : parts;
  }

  private static JsonNode blocks(JsonFields message) throws InvalidRequestException {
    JsonNode content =
        message
            .get("content")
            .orElseThrow(() -> InvalidRequestException.missing(message.path("content")));
    if (content.isTextual()) {
      ArrayNode blocks = JsonFields.object().arrayNode();
      blocks.addObject().put("type", TEXT).set(TEXT, content);
      return blocks;
    }
    if (!content.isArray() || content.isEmpty()) {
      throw InvalidRequestException.invalid(
          message.path("content"), content, "a string or an array of at least one block");
    }
    return content;
  }

  private static void user(JsonFields message, ArrayNode messages) throws InvalidRequestException {
    ArrayNode parts = JsonFields.object().arrayNode();
    JsonNode blocks = blocks(message);
    for (int i = 0; i < blocks.size(); i++) {
      JsonFields block = JsonFields.of(blocks.get(i), message.path("content"), i);
      String type = block.text("type");
      switch (type) {
        case TEXT -> parts.addObject().put("type", TEXT).put(TEXT, block.text(TEXT));
        case "image" -> image(block, parts.addObject());
        case "tool_result" -> result(block, messages.addObject());
        default -> throw unsupported(block, type);
      }
    }
    if (!parts.isEmpty()) {
      messages.addObject().put("role", "user").set("content", plain(parts));
    }
  }

  private static InvalidRequestException unsupported(JsonFields block, String type) {
    return InvalidRequestException.unsupported(
        block.path("type"), "a block of type '%s' is".formatted(type));
  }

  /** A model that has no eyes refuses it. */
  private static void image(JsonFields block, ObjectNode part) throws InvalidRequestException {
    JsonFields source =
        block
            .object("source")
            .orElseThrow(() -> InvalidRequestException.missing(block.path("source")));
    String type = source.text("type");
    String url =
        switch (type) {
          case "base64" ->
              "data:%s;base64,%s".formatted(source.text("media_type"), source.text("data"));
          case "url" -> source.text("url");
          default ->
              throw InvalidRequestException.unsupported(
                  source.path("type"), "an image from '%s' is".formatted(type));
        };
    part.put("type", "image_url").putObject("image_url").put("url", url);
  }

  private static void result(JsonFields block, ObjectNode message) throws InvalidRequestException {
    message.put("role", "tool").put("tool_call_id", block.text("tool_use_id"));
    StringBuilder text = new StringBuilder();
    if (block.flag("is_error", false)) {
      text.append("Error: "); // A chat has no other way to say so.
    }
    JsonNode content = block.json().path("content");
    if (content.isTextual()) {
      text.append(content.asText());
    } else if (block.array("content").isPresent()) {
      for (int i = 0; i < content.size(); i++) {
        JsonFields part = JsonFields.of(content.get(i), block.path("content"), i);
        String type = part.text("type");
        if (!type.equals(TEXT)) {
          throw InvalidRequestException.unsupported(
              part.path("type"), "a block of type '%s' in a tool's result is".formatted(type));
        }
        text.append(part.text(TEXT));
      }
    }
    message.put("content", text.toString());
  }

  private static void assistant(JsonFields message, ArrayNode messages)
      throws InvalidRequestException {
    StringBuilder text = new StringBuilder();
    ObjectNode told = messages.addObject().put("role", "assistant");
    ArrayNode calls = JsonFields.object().arrayNode();
    JsonNode blocks = blocks(message);
    for (int i = 0; i < blocks.size(); i++) {
      JsonFields block = JsonFields.of(blocks.get(i), message.path("content"), i);
      String type = block.text("type");
      switch (type) {
        case TEXT -> text.append(block.text(TEXT));
        case "tool_use" -> call(block, calls.addObject());
        case "thinking", "redacted_thinking" -> {} // Of earlier turns: no model reads it again.
        default -> throw unsupported(block, type);
      }
    }
    if (text.isEmpty() && !calls.isEmpty()) {
      told.putNull("content");
    } else {
      told.put("content", text.toString());
    }
    if (!calls.isEmpty()) {
      told.set("tool_calls", calls);
    }
  }

  private static void call(JsonFields block, ObjectNode call) throws InvalidRequestException {
    JsonFields input =
        block
            .object("input")
            .orElseThrow(() -> InvalidRequestException.missing(block.path("input")));
    call.put("id", block.text("id")).put("type", "function");
    call.putObject("function")
        .put("name", block.text("name"))
        .put("arguments", input.json().toString());
  }
}
