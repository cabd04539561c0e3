package org.arkwright.serve.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.Prompt.Call;
import org.arkwright.serve.runtime.Prompt.Message;

/**
 * Tells a model of functions whose template knows of none: in words, in the system message, and in
 * the form of {@link CallForm#HERMES}. The words are those of Qwen 2.5.
 */
final class GenericTools {
  private GenericTools() {}

  /** The same chat in messages that any template takes: contents alone, and no role of a tool. */
  static List<Message> plain(Prompt.Chat chat) {
    List<Message> plain = new ArrayList<>();
    List<Message> messages = chat.messages();
    boolean hasSystem = messages.getFirst().role().equals("system");
    if (!chat.tools().isEmpty()) {
      String words = words(chat.tools());
      plain.add(
          Message.of(
              "system", hasSystem ? content(messages.getFirst()).strip() + "\n\n" + words : words));
      messages = hasSystem ? messages.subList(1, messages.size()) : messages;
    }
    for (Message message : messages) {
      if (message.role().equals("tool")) {
        add(plain, "<tool_response>\n" + content(message) + "\n</tool_response>");
      } else {
        plain.add(Message.of(message.role(), withCalls(message)));
      }
    }
    return plain;
  }

  private static String words(List<String> tools) {
    return """
    # Tools

    You may call one or more functions to assist with the user query.

    You are provided with function signatures within <tools></tools> XML tags:
    <tools>
    %s
    </tools>

    For each function call, return a json object with function name and arguments within \
    <tool_call></tool_call> XML tags:
    <tool_call>
    {"name": <function-name>, "arguments": <args-json-object>}
    </tool_call>\
    """
        .formatted(String.join("\n", tools));
  }

  /** Results that follow each other are one message, as templates want turns. */
  private static void add(List<Message> plain, String response) {
    Optional<Message> last =
        Optional.of(plain)
            .filter(known -> !known.isEmpty())
            .map(List::getLast)
            .filter(known -> known.role().equals("user"))
            .filter(known -> content(known).startsWith("<tool_response>"));
    last.ifPresent(_ -> plain.removeLast());
    plain.add(Message.of("user", last.map(known -> content(known) + "\n").orElse("") + response));
  }

  private static String withCalls(Message message) {
    StringBuilder text = new StringBuilder(content(message));
    for (Call call : message.calls()) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append("<tool_call>\n{\"name\": ")
          .append(ChatJson.quoted(call.name()))
          .append(", \"arguments\": ")
          .append(call.arguments())
          .append("}\n</tool_call>");
    }
    return text.toString();
  }

  private static String content(Message message) {
    return message.content().orElse("");
  }
}
