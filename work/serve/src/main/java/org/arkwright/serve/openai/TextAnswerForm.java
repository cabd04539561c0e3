package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.arkwright.serve.runtime.TextModel.Ending;
import org.jspecify.annotations.Nullable;

/** How answers of one operation look. */
enum TextAnswerForm {
  CHAT("chatcmpl-", "chat.completion", "chat.completion.chunk"),
  COMPLETION("cmpl-", "text_completion", "text_completion");

  final String idPrefix;
  private final String whole;
  private final String chunk;

  TextAnswerForm(String idPrefix, String whole, String chunk) {
    this.idPrefix = idPrefix;
    this.whole = whole;
    this.chunk = chunk;
  }

  /** What all the messages of one answer begin with. */
  record Head(String id, long createdSeconds, String model) {}

  ObjectNode whole(Head head, List<String> texts, List<Ending> endings, int promptTokens) {
    ObjectNode json = begin(head, whole);
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

  /** The message with which a chat's choice begins. */
  ObjectNode opening(Head head, int index) {
    ObjectNode json = begin(head, chunk);
    ObjectNode choice = json.putArray("choices").addObject().put("index", index);
    choice.putObject("delta").put("role", "assistant").put("content", "");
    choice.putNull("finish_reason");
    return json;
  }

  /** A piece of text, or with an ending the message that says so. */
  ObjectNode piece(Head head, int index, String text, @Nullable Ending ending) {
    ObjectNode json = begin(head, chunk);
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
    ObjectNode json = begin(head, chunk);
    json.putArray("choices");
    json.set("usage", usage(promptTokens, endings));
    return json;
  }

  private static ObjectNode begin(Head head, String object) {
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
    int written = endings.stream().mapToInt(Ending::tokens).sum();
    return JsonNodeFactory.instance
        .objectNode()
        .put("prompt_tokens", promptTokens)
        .put("completion_tokens", written)
        .put("total_tokens", promptTokens + written);
  }
}
