package org.arkwright.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.arkwright.gateway.dialect.InvalidRequestException;
import org.arkwright.gateway.dialect.JsonFields;

/** Tells tools, and which of them to use, as those of a chat. */
final class MessagesTools {
  private MessagesTools() {}

  /** The tools that the client runs; those that Anthropic itself would run are refused. */
  static Optional<JsonNode> read(JsonFields fields) throws InvalidRequestException {
    Optional<JsonNode> array = fields.array("tools");
    if (array.isEmpty() || array.get().isEmpty()) {
      return Optional.empty();
    }
    ArrayNode tools = JsonFields.object().arrayNode();
    for (int i = 0; i < array.get().size(); i++) {
      JsonFields tool = JsonFields.of(array.get().get(i), "tools", i);
      String type = tool.optionalText("type").orElse("custom");
      if (!type.equals("custom")) {
        throw InvalidRequestException.unsupported(
            tool.path("type"), "a tool of type '%s' is".formatted(type));
      }
      JsonFields schema =
          tool.object("input_schema")
              .orElseThrow(() -> InvalidRequestException.missing(tool.path("input_schema")));
      ObjectNode function = tools.addObject().put("type", "function").putObject("function");
      function.put("name", tool.text("name"));
      tool.optionalText("description").ifPresent(text -> function.put("description", text));
      function.set("parameters", schema.json());
      if (tool.flag("strict", false)) {
        function.put("strict", true);
      }
    }
    return Optional.of(tools);
  }

  /** Says in the chat which tools are to be used. */
  static void choose(JsonFields fields, ObjectNode chat) throws InvalidRequestException {
    Optional<JsonFields> choice = fields.object("tool_choice");
    if (choice.isEmpty()) {
      return;
    }
    String type = choice.get().text("type");
    switch (type) {
      case "auto", "none" -> chat.put("tool_choice", type);
      case "any" -> chat.put("tool_choice", "required");
      case "tool" ->
          chat.putObject("tool_choice")
              .put("type", "function")
              .putObject("function")
              .put("name", choice.get().text("name"));
      default ->
          throw InvalidRequestException.invalid(
              "tool_choice.type", choice.get().json().path("type"), "auto, any, tool or none");
    }
    if (!chat.has("tools") && !type.equals("none")) {
      if (!type.equals("auto")) {
        throw InvalidRequestException.missing("tools");
      }
      chat.remove("tool_choice"); // Servers refuse a choice among nothing.
    }
    if (chat.has("tools") && choice.get().flag("disable_parallel_tool_use", false)) {
      chat.put("parallel_tool_calls", false);
    }
  }
}
