package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.arkwright.serve.runtime.CallDelta;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.TextModel.Ending;
import org.arkwright.serve.runtime.TextModel.Reason;

/** The response format of one operation. */
enum TextAnswerForm {
  CHAT("chatcmpl-", "chat.completion", "chat.completion.chunk"),
  COMPLETION("cmpl-", "text_completion", "text_completion");

  final String idPrefix;
  private final String complete;
  private final String chunk;

  TextAnswerForm(String idPrefix, String complete, String chunk) {
    this.idPrefix = idPrefix;
    this.complete = complete;
    this.chunk = chunk;
  }

  /** The fields common to all messages of one response. */
  record Head(String id, long createdSeconds, String model) {}

  /**
   * The whole answer.
   *
   * @param withLogprobs whether the request asked how likely the tokens were
   */
  ObjectNode complete(
      Head head, List<Piece> texts, List<Ending> endings, boolean withLogprobs, TokenUsage usage) {
    ObjectNode json = withHead(head, complete);
    ArrayNode choices = json.putArray("choices");
    for (int i = 0; i < texts.size(); i++) {
      ObjectNode choice = choices.addObject().put("index", i);
      if (this == CHAT) {
        message(choice.putObject("message"), texts.get(i));
      } else {
        choice.put("text", texts.get(i).text());
      }
      choice.set("logprobs", withLogprobs ? logprobs(texts.get(i)) : NullNode.instance);
      choice.put("finish_reason", reason(endings.get(i), !texts.get(i).calls().isEmpty()));
      stop(choice, endings.get(i));
    }
    json.set("usage", usage.json());
    return json;
  }

  private static void message(ObjectNode message, Piece piece) {
    boolean silent = piece.text().isEmpty() && !piece.calls().isEmpty();
    message
        .put("role", "assistant")
        .put("content", silent ? null : piece.text())
        .putNull("refusal");
    if (!piece.calls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      piece.calls().forEach(call -> call(calls.addObject(), call));
    }
  }

  private static void call(ObjectNode json, CallDelta call) {
    if (!call.id().isEmpty()) {
      json.put("id", call.id()).put("type", "function");
    }
    ObjectNode function = json.putObject("function");
    if (!call.id().isEmpty()) {
      function.put("name", call.name());
    }
    function.put("arguments", call.arguments());
  }

  private JsonNode logprobs(Piece piece) {
    return switch (this) {
      case CHAT -> LogprobsJson.chat(piece.tokens());
      case COMPLETION -> LogprobsJson.completion(piece.tokens());
    };
  }

  /** Returns the first message of a chat's choice. */
  ObjectNode opening(Head head, int index) {
    ObjectNode json = withHead(head, chunk);
    ObjectNode choice = json.putArray("choices").addObject().put("index", index);
    choice.putObject("delta").put("role", "assistant").put("content", "");
    choice.putNull("finish_reason");
    return json;
  }

  /** Returns the message with a piece of an answer. */
  ObjectNode piece(Head head, int index, Piece piece) {
    ObjectNode json = withHead(head, chunk);
    ObjectNode choice = json.putArray("choices").addObject().put("index", index);
    if (this == CHAT) {
      ObjectNode delta = choice.putObject("delta");
      if (!piece.text().isEmpty() || piece.calls().isEmpty()) {
        delta.put("content", piece.text());
      }
      if (!piece.calls().isEmpty()) {
        ArrayNode calls = delta.putArray("tool_calls");
        piece.calls().forEach(call -> call(calls.addObject().put("index", call.index()), call));
      }
    } else {
      choice.put("text", piece.text());
    }
    if (!piece.tokens().isEmpty()) {
      choice.set("logprobs", logprobs(piece));
    }
    choice.putNull("finish_reason");
    return json;
  }

  /**
   * Returns the last message of a choice.
   *
   * @param calls whether it has called a function
   */
  ObjectNode closing(Head head, int index, Ending ending, boolean calls) {
    ObjectNode json = withHead(head, chunk);
    ObjectNode choice = json.putArray("choices").addObject().put("index", index);
    if (this == CHAT) {
      choice.putObject("delta");
    } else {
      choice.put("text", "");
    }
    choice.put("finish_reason", reason(ending, calls));
    stop(choice, ending);
    return json;
  }

  /** Tells which stop string it was, as vLLM does: Anthropic's API wants to know. */
  private static void stop(ObjectNode choice, Ending ending) {
    ending.stop().ifPresent(stop -> choice.put("stop_reason", stop));
  }

  ObjectNode usageChunk(Head head, TokenUsage usage) {
    ObjectNode json = withHead(head, chunk);
    json.putArray("choices");
    json.set("usage", usage.json());
    return json;
  }

  private static ObjectNode withHead(Head head, String object) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", head.id())
        .put("object", object)
        .put("created", head.createdSeconds())
        .put("model", head.model());
  }

  private static String reason(Ending ending, boolean calls) {
    return calls && ending.reason() == Reason.STOP
        ? "tool_calls"
        : ending.reason().name().toLowerCase(Locale.ROOT);
  }
}
