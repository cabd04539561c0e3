package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
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
      messages.add(new Prompt.Message(role(message), content(message)));
    }
    return messages;
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
