package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.serve.runtime.Prompt;

/** Reads the messages of a chat. */
final class ChatMessages {
  private ChatMessages() {}

  static List<Prompt.Message> read(RequestFields fields) throws RequestException {
    JsonNode array = fields.get("messages").orElseThrow(() -> RequestFields.missing("messages"));
    if (!array.isArray() || array.isEmpty()) {
      throw RequestFields.invalid("messages", array, "an array with at least one message");
    }
    List<Prompt.Message> messages = new ArrayList<>();
    for (JsonNode message : array) {
      if (!message.path("role").isTextual()) {
        throw RequestFields.invalid("messages", message, "messages that each have a role");
      }
      messages.add(message(message));
    }
    return messages;
  }

  private static Prompt.Message message(JsonNode message) throws RequestException {
    String role = role(message);
    List<Prompt.Call> calls =
        role.equals("assistant") ? calls(message.path("tool_calls")) : List.of();
    boolean silent = message.path("content").isMissingNode() || message.path("content").isNull();
    return new Prompt.Message(
        role,
        silent && !calls.isEmpty() ? Optional.empty() : Optional.of(content(message)),
        calls,
        text(message, "tool_call_id"),
        text(message, "name"));
  }

  private static List<Prompt.Call> calls(JsonNode array) throws RequestException {
    if (!array.isArray() && !array.isMissingNode() && !array.isNull()) {
      throw RequestFields.invalid("messages", array, "tool_calls that are an array");
    }
    List<Prompt.Call> calls = new ArrayList<>();
    for (JsonNode call : array) {
      JsonNode function = call.path("function");
      if (!function.path("name").isTextual() || !function.path("arguments").isTextual()) {
        throw RequestFields.invalid(
            "messages",
            call,
            "calls as they were answered: {\"id\":…,\"type\":\"function\","
                + "\"function\":{\"name\":…,\"arguments\":\"…\"}}");
      }
      calls.add(
          new Prompt.Call(
              call.path("id").asText(),
              function.path("name").asText(),
              function.path("arguments").asText()));
    }
    return calls;
  }

  private static Optional<String> text(JsonNode message, String field) throws RequestException {
    JsonNode value = message.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw RequestFields.invalid("messages", message, "a '%s' that is a string".formatted(field));
    }
    return Optional.of(value.asText());
  }

  /** What templates know as system, newer clients call developer. */
  private static String role(JsonNode message) throws RequestException {
    String role = message.path("role").asText();
    return switch (role) {
      case "system", "user", "assistant", "tool" -> role;
      case "developer" -> "system";
      default ->
          throw RequestFields.invalid(
              "messages", message, "a role of system, developer, user, assistant or tool");
    };
  }

  private static String content(JsonNode message) throws RequestException {
    JsonNode content = message.path("content");
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (!part.path("text").isTextual()) {
        throw RequestFields.invalid(
            "messages", part, "parts of type text, as this model only reads text");
      }
      text.append(part.path("text").asText());
    }
    if (!content.isArray()) {
      throw RequestFields.invalid(
          "messages", message, "a content that is a string or an array of parts");
    }
    return text.toString();
  }
}
