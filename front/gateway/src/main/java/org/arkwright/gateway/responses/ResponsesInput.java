package org.arkwright.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.arkwright.gateway.dialect.InvalidRequestException;
import org.arkwright.gateway.dialect.JsonFields;

/** Tells items of a request as messages of a chat. */
final class ResponsesInput {
  private static final String CALLS = "tool_calls";

  private final Recalled recalled;
  private final ArrayNode messages;

  /**
   * @param messages those so far; more are added
   */
  ResponsesInput(Recalled recalled, ArrayNode messages) {
    this.recalled = recalled;
    this.messages = messages;
  }

  /** The items that a request has, each in full. */
  static ArrayNode items(JsonFields fields) throws InvalidRequestException {
    JsonNode input =
        fields.get("input").orElseThrow(() -> InvalidRequestException.missing("input"));
    ArrayNode items = JsonFields.object().arrayNode();
    if (input.isTextual()) {
      ObjectNode message = items.addObject().put("type", "message").put("role", "user");
      message.putArray("content").addObject().put("type", "input_text").set("text", input);
      return items;
    }
    if (!input.isArray() || input.isEmpty()) {
      throw InvalidRequestException.invalid(
          "input", input, "a string or an array of at least one item");
    }
    input.forEach(items::add);
    return items;
  }

  void add(ArrayNode items) throws InvalidRequestException {
    for (int i = 0; i < items.size(); i++) {
      item(JsonFields.of(items.get(i), "input", i));
    }
  }

  private void item(JsonFields item) throws InvalidRequestException {
    String type = item.optionalText("type").orElse("message");
    switch (type) {
      case "message" -> message(item);
      case "function_call" -> call(item);
      case "function_call_output" ->
          messages
              .addObject()
              .put("role", "tool")
              .put("tool_call_id", item.text("call_id"))
              .put("content", output(item));
      case "reasoning" -> {} // Of an earlier answer: no model reads it again.
      case "item_reference" -> {
        JsonNode known = recalled.items().get(item.text("id"));
        if (known == null) {
          throw new InvalidRequestException(
              "%s: there is no item '%s'.".formatted(item.path("id"), item.text("id")));
        }
        item(new JsonFields(known, item.at()));
      }
      default ->
          throw InvalidRequestException.unsupported(
              item.path("type"), "an item of type '%s' is".formatted(type));
    }
  }

  private void message(JsonFields item) throws InvalidRequestException {
    String role = item.text("role");
    switch (role) {
      case "user", "assistant", "system", "developer" -> {}
      default ->
          throw InvalidRequestException.invalid(
              item.path("role"), item.json().path("role"), "user, assistant, system or developer");
    }
    ObjectNode message =
        messages.addObject().put("role", role.equals("developer") ? "system" : role);
    message.set("content", content(item, role.equals("assistant")));
  }

  private static JsonNode content(JsonFields item, boolean written) throws InvalidRequestException {
    JsonNode content =
        item.get("content")
            .orElseThrow(() -> InvalidRequestException.missing(item.path("content")));
    if (content.isTextual()) {
      return content;
    }
    if (!content.isArray()) {
      throw InvalidRequestException.invalid(
          item.path("content"), content, "a string or an array of parts");
    }
    ArrayNode parts = JsonFields.object().arrayNode();
    StringBuilder text = new StringBuilder();
    boolean plain = true;
    for (int i = 0; i < content.size(); i++) {
      JsonFields part = JsonFields.of(content.get(i), item.path("content"), i);
      String type = part.text("type");
      switch (type) {
        case "input_text", "output_text", "text" -> {
          text.append(part.text("text"));
          parts.addObject().put("type", "text").put("text", part.text("text"));
        }
        case "refusal" -> text.append(part.text("refusal"));
        case "input_image" -> {
          plain = false;
          parts
              .addObject()
              .put("type", "image_url")
              .putObject("image_url")
              .put("url", part.text("image_url"));
        }
        default ->
            throw InvalidRequestException.unsupported(
                part.path("type"), "a part of type '%s' is".formatted(type));
      }
    }
    return plain && (written || parts.size() <= 1) ? parts.textNode(text.toString()) : parts;
  }

  private static String output(JsonFields item) throws InvalidRequestException {
    JsonNode output =
        item.get("output").orElseThrow(() -> InvalidRequestException.missing(item.path("output")));
    if (output.isTextual()) {
      return output.asText();
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < output.size(); i++) {
      JsonFields part = JsonFields.of(output.get(i), item.path("output"), i);
      if (!part.text("type").equals("input_text")) {
        throw InvalidRequestException.unsupported(
            part.path("type"), "a part of type '%s' is".formatted(part.text("type")));
      }
      text.append(part.text("text"));
    }
    if (!output.isArray()) {
      throw InvalidRequestException.invalid(
          item.path("output"), output, "a string or an array of parts");
    }
    return text.toString();
  }

  /** A call belongs to the message that the assistant wrote before it, or is one by itself. */
  private void call(JsonFields item) throws InvalidRequestException {
    JsonNode last = messages.path(messages.size() - 1);
    ObjectNode message =
        last instanceof ObjectNode before && before.path("role").asText().equals("assistant")
            ? before
            : messages.addObject().put("role", "assistant").putNull("content");
    ArrayNode calls =
        message.path(CALLS) instanceof ArrayNode some ? some : message.putArray(CALLS);
    calls
        .addObject()
        .put("id", item.text("call_id"))
        .put("type", "function")
        .putObject("function")
        .put("name", item.text("name"))
        .put("arguments", item.text("arguments"));
  }
}
