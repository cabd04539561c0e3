package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.arkwright.serve.runtime.TextModel.Ending;
import org.jspecify.annotations.Nullable;

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

  ObjectNode complete(Head head, List<String> texts, List<Ending> endings, int promptTokens) {
    ObjectNode json = withHead(head, complete);
    ArrayNode choices = json.putArray("choices");
    for (int i = 0; i < texts.size(); i++) {
      ObjectNode choice = choices.addObject().put("index", i);
      if (this == CHAT) {
        choice
            .putObject("message")
            .put("role", "assistant")
            .put("content", texts.get(i))
            .putNull("refusal");
      } else {
        choice.put("text", texts.get(i));
      }
      choice.putNull("logprobs").put("finish_reason", reason(endings.get(i)));
    }
    json.set("usage", usage(promptTokens, endings));
    return json;
  }

  /** Returns the first message of a chat's choice. */
  ObjectNode opening(Head head, int index) {
    ObjectNode json = withHead(head, chunk);
    ObjectNode choice = json.putArray("choices").addObject().put("index", index);
    choice.putObject("delta").put("role", "assistant").put("content", "");
    choice.putNull("finish_reason");
    return json;
  }

  /** Returns the message with a piece of text or, if there is an ending, the last one. */
  ObjectNode piece(Head head, int index, String text, @Nullable Ending ending) {
    ObjectNode json = withHead(head, chunk);
    ObjectNode choice = json.putArray("choices").addObject().put("index", index);
    if (this == CHAT) {
      ObjectNode delta = choice.putObject("delta");
      if (ending == null) {
        delta.put("content", text);
      }
    } else {
      choice.put("text", text);
    }
    choice.put("finish_reason", ending == null ? null : reason(ending));
    return json;
  }

  ObjectNode usageChunk(Head head, int promptTokens, List<Ending> endings) {
    ObjectNode json = withHead(head, chunk);
    json.putArray("choices");
    json.set("usage", usage(promptTokens, endings));
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

  private static String reason(Ending ending) {
    return ending.reason().name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode usage(int promptTokens, List<Ending> endings) {
    int completionTokens = endings.stream().mapToInt(Ending::tokens).sum();
    return JsonNodeFactory.instance
        .objectNode()
        .put("prompt_tokens", promptTokens)
        .put("completion_tokens", completionTokens)
        .put("total_tokens", promptTokens + completionTokens);
  }
}
