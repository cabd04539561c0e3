package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.serve.runtime.ToolUse;
import org.arkwright.serve.runtime.ToolUse.Tool;

/**
 * The functions of a chat.
 *
 * @param told what the model is told of, each as the request has it
 * @param use what the answer may call; empty when nothing
 */
record ChatTools(List<String> told, Optional<ToolUse> use) {
  private static final int TOOLS_MAX = 128;
  private static final JsonNode AUTO = TextNode.valueOf("auto");
  private static final String NONE =
      "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}";
  private static final String CHOICES =
      "none, auto, required or {\"type\":\"function\",\"function\":{\"name\":…}} of one in 'tools'";

  ChatTools {
    told = List.copyOf(told);
  }

  static ChatTools read(RequestFields fields) throws RequestException {
    Optional<JsonNode> array = fields.get("tools");
    if (array.isPresent() && (!array.get().isArray() || array.get().size() > TOOLS_MAX)) {
      throw RequestFields.invalid(
          "tools", array.get(), "an array of at most %d functions".formatted(TOOLS_MAX));
    }
    List<String> told = new ArrayList<>();
    List<Tool> tools = new ArrayList<>();
    if (array.isPresent()) {
      for (JsonNode tool : array.get()) {
        tools.add(tool(tool));
        told.add(tool.toString());
      }
    }
    boolean parallel =
        fields.get("parallel_tool_calls").isEmpty() || fields.flag("parallel_tool_calls");
    JsonNode choice = fields.get("tool_choice").orElse(AUTO);
    if (choice.isObject()) {
      Tool named = named(choice, tools);
      return new ChatTools(told, Optional.of(new ToolUse(List.of(named), true, false)));
    }
    String mode = choice.isTextual() ? choice.asText() : "";
    return switch (mode) {
      case "none" -> new ChatTools(List.of(), Optional.empty());
      case "auto", "required" -> {
        if (tools.isEmpty() && mode.equals("required")) {
          throw RequestFields.missing("tools");
        }
        yield new ChatTools(
            told,
            tools.isEmpty()
                ? Optional.empty()
                : Optional.of(new ToolUse(tools, mode.equals("required"), parallel)));
      }
      default -> throw RequestFields.invalid("tool_choice", choice, CHOICES);
    };
  }

  private static Tool tool(JsonNode tool) throws RequestException {
    JsonNode function = tool.path("function");
    JsonNode parameters = function.path("parameters");
    boolean named = function.path("name").isTextual() && !function.path("name").asText().isBlank();
    if (!tool.path("type").asText().equals("function") || !named) {
      throw RequestFields.invalid(
          "tools", tool, "{\"type\":\"function\",\"function\":{\"name\":…,\"parameters\":…}}");
    }
    boolean absent = parameters.isMissingNode() || parameters.isNull();
    if (!absent && !parameters.isObject()) {
      throw RequestFields.invalid("tools", tool, "parameters that are a JSON schema");
    }
    return new Tool(
        function.path("name").asText(),
        absent ? NONE : parameters.toString(),
        function.path("strict").asBoolean());
  }

  private static Tool named(JsonNode choice, List<Tool> tools) throws RequestException {
    String name = choice.at("/function/name").asText();
    return tools.stream()
        .filter(tool -> choice.path("type").asText().equals("function"))
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .orElseThrow(() -> RequestFields.invalid("tool_choice", choice, CHOICES));
  }
}
