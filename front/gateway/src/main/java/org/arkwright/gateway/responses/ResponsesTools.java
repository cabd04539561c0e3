package org.arkwright.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.arkwright.gateway.dialect.InvalidRequestException;
import org.arkwright.gateway.dialect.JsonFields;

/** Tells functions as those of a chat; tools that OpenAI itself would run are refused. */
final class ResponsesTools {
  private static final String FUNCTION = "function";

  private ResponsesTools() {}

  static void read(JsonFields fields, ObjectNode chat) throws InvalidRequestException {
    Optional<JsonNode> tools = fields.array("tools").filter(some -> !some.isEmpty());
    if (tools.isPresent()) {
      ArrayNode told = chat.putArray("tools");
      for (int i = 0; i < tools.get().size(); i++) {
        tool(JsonFields.of(tools.get().get(i), "tools", i), told.addObject());
      }
    }
    if (tools.isPresent() && fields.get("parallel_tool_calls").isPresent()) {
      chat.put("parallel_tool_calls", fields.flag("parallel_tool_calls", true));
    }
    choose(fields, chat);
  }

  private static void tool(JsonFields tool, ObjectNode told) throws InvalidRequestException {
    String type = tool.text("type");
    if (!type.equals(FUNCTION)) {
      throw InvalidRequestException.unsupported(
          tool.path("type"), "a tool of type '%s' is".formatted(type));
    }
    ObjectNode function = told.put("type", FUNCTION).putObject(FUNCTION);
    function.put("name", tool.text("name"));
    tool.optionalText("description").ifPresent(text -> function.put("description", text));
    tool.object("parameters").ifPresent(schema -> function.set("parameters", schema.json()));
    if (tool.flag("strict", false)) {
      function.put("strict", true);
    }
  }

  private static void choose(JsonFields fields, ObjectNode chat) throws InvalidRequestException {
    Optional<JsonNode> choice = fields.get("tool_choice");
    if (choice.isEmpty()) {
      return;
    }
    if (choice.get().isTextual()) {
      String mode = choice.get().asText();
      switch (mode) {
        case "auto", "none" -> {
          if (chat.has("tools")) {
            chat.put("tool_choice", mode);
          }
        }
        case "required" -> chat.put("tool_choice", mode);
        default -> throw expected(choice.get());
      }
    } else if (choice.get().path("type").asText().equals(FUNCTION)) {
      chat.putObject("tool_choice")
          .put("type", FUNCTION)
          .putObject(FUNCTION)
          .put("name", new JsonFields(choice.get(), "tool_choice.").text("name"));
    } else {
      throw expected(choice.get());
    }
  }

  private static InvalidRequestException expected(JsonNode choice) {
    return InvalidRequestException.invalid(
        "tool_choice", choice, "auto, none, required or {\"type\":\"function\",\"name\":…}");
  }
}
