package org.arkwright.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.arkwright.gateway.dialect.ChatEvents;
import org.arkwright.gateway.dialect.ChatForm;
import org.arkwright.gateway.dialect.ChatUsage;
import org.arkwright.gateway.dialect.JsonFields;
import org.jspecify.annotations.Nullable;

/** The answer to a chat as a message: whole, or as the events of a stream. */
final class MessageForm extends ChatForm {
  private static final int NO_BLOCK = -1;
  private static final int TEXT_BLOCK = -2;

  private final String model;
  private final String id = "msg_" + UUID.randomUUID().toString().replace("-", "");

  private int block;

  /** What the open block is of: the index of a call, or one of the above. */
  private int open = NO_BLOCK;

  private boolean calls;

  /**
   * @param model the name under which the client asked for it
   */
  MessageForm(String model) {
    this.model = model;
  }

  @Override
  public byte[] whole(byte[] answer) {
    JsonNode chat = JsonFields.lenient(answer);
    JsonNode first = chat.at("/choices/0");
    JsonNode message = first.path("message");
    ObjectNode json = message();
    ArrayNode content = json.putArray("content");
    String text = message.path("content").asText("");
    if (message.path("content").isTextual() && !text.isEmpty()) {
      content.addObject().put("type", "text").put("text", text);
    }
    for (JsonNode call : message.path("tool_calls")) {
      calls = true;
      ObjectNode use = toolUse(content.addObject(), call);
      use.set("input", input(call.at("/function/arguments").asText("")));
    }
    json.put("stop_reason", reason(first)).put("stop_sequence", stop(first));
    json.set("usage", usage(ChatUsage.of(chat.path("usage"))));
    return JsonFields.bytes(json);
  }

  /** A call's arguments; what is none, because it was cut, as Anthropic tells it. */
  private static JsonNode input(String arguments) {
    if (arguments.isBlank()) {
      return JsonFields.object();
    }
    JsonNode json = JsonFields.lenient(arguments.getBytes(StandardCharsets.UTF_8));
    return json.isObject() ? json : JsonFields.object().put("INVALID_JSON", arguments);
  }

  @Override
  protected void end(JsonNode choice, ChatUsage usage, ByteArrayOutputStream out) {
    close(out);
    ObjectNode end = JsonFields.object().put("type", "message_delta");
    end.putObject("delta").put("stop_reason", reason(choice)).put("stop_sequence", stop(choice));
    end.set("usage", usage(usage));
    ChatEvents.write(out, "message_delta", end);
    ChatEvents.write(out, "message_stop", JsonFields.object().put("type", "message_stop"));
  }

  @Override
  protected void fail(String message, ByteArrayOutputStream out) {
    ChatEvents.write(out, "error", AnthropicErrors.json(500, message, ""));
  }

  @Override
  protected void begin(ChatUsage usage, ByteArrayOutputStream out) {
    ObjectNode start = JsonFields.object().put("type", "message_start");
    ObjectNode message = message();
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence").set("usage", usage(usage));
    start.set("message", message);
    ChatEvents.write(out, "message_start", start);
  }

  @Override
  protected void text(String text, ByteArrayOutputStream out) {
    if (open != TEXT_BLOCK) {
      close(out);
      open = TEXT_BLOCK;
      ObjectNode begin = JsonFields.object().put("type", "content_block_start").put("index", block);
      begin.putObject("content_block").put("type", "text").put("text", "");
      ChatEvents.write(out, "content_block_start", begin);
    }
    delta("text_delta", "text", text, out);
  }

  @Override
  protected void call(JsonNode call, ByteArrayOutputStream out) {
    int index = call.path("index").asInt();
    if (open != index) {
      close(out);
      open = index;
      calls = true;
      ObjectNode begin = JsonFields.object().put("type", "content_block_start").put("index", block);
      toolUse(begin.putObject("content_block"), call).putObject("input");
      ChatEvents.write(out, "content_block_start", begin);
    }
    String arguments = call.at("/function/arguments").asText("");
    if (!arguments.isEmpty()) {
      delta("input_json_delta", "partial_json", arguments, out);
    }
  }

  private void delta(String type, String field, String text, ByteArrayOutputStream out) {
    ObjectNode delta = JsonFields.object().put("type", "content_block_delta").put("index", block);
    delta.putObject("delta").put("type", type).put(field, text);
    ChatEvents.write(out, "content_block_delta", delta);
  }

  /** Ends the open block, if there is one. */
  private void close(ByteArrayOutputStream out) {
    if (open != NO_BLOCK) {
      open = NO_BLOCK;
      ChatEvents.write(
          out,
          "content_block_stop",
          JsonFields.object().put("type", "content_block_stop").put("index", block));
      block++;
    }
  }

  private ObjectNode message() {
    return JsonFields.object()
        .put("id", id)
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model);
  }

  private static ObjectNode toolUse(ObjectNode json, JsonNode call) {
    return json.put("type", "tool_use")
        .put("id", call.path("id").asText())
        .put("name", call.at("/function/name").asText());
  }

  /** The stop sequence that ended it, as vLLM and our own server tell it; null for none. */
  private static @Nullable String stop(JsonNode ended) {
    JsonNode stop = ended.path("stop_reason");
    return stop.isTextual() ? stop.asText() : null;
  }

  private String reason(JsonNode ended) {
    return switch (ended.path("finish_reason").asText("")) {
      case "length" -> "max_tokens";
      case "tool_calls", "function_call" -> "tool_use";
      case "content_filter" -> "refusal";
      default -> stop(ended) != null ? "stop_sequence" : calls ? "tool_use" : "end_turn";
    };
  }

  /** What was read from a cache is told apart from what was read. */
  private static ObjectNode usage(ChatUsage usage) {
    return JsonFields.object()
        .put("input_tokens", usage.prompt() - usage.cached())
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", usage.cached())
        .put("output_tokens", usage.completion());
  }
}
