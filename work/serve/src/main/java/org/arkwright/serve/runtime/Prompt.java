package org.arkwright.serve.runtime;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** The input of text generation. */
@JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS, property = "kind")
public sealed interface Prompt {
  /** A text to continue. */
  record Text(String text) implements Prompt {}

  /** Tokens to continue, by their ids: nothing is added to them. */
  record Tokens(List<Integer> ids) implements Prompt {
    public Tokens {
      ids = List.copyOf(ids);
    }
  }

  /**
   * A conversation, which the model's template renders as text.
   *
   * @param tools the functions that the model is told of, each as JSON in OpenAI's form
   */
  record Chat(List<Message> messages, List<String> tools) implements Prompt {
    public Chat {
      messages = List.copyOf(messages);
      tools = List.copyOf(tools);
    }
  }

  /**
   * A message of a conversation.
   *
   * @param content empty for an assistant that only called functions
   * @param calls those of an assistant
   * @param callId the call that a tool's message answers
   * @param name who speaks, or the function that a tool's message is of
   */
  record Message(
      String role,
      Optional<String> content,
      List<Call> calls,
      Optional<String> callId,
      Optional<String> name) {
    public Message {
      calls = List.copyOf(calls);
    }

    public static Message of(String role, String content) {
      return new Message(role, Optional.of(content), List.of(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * A function that an assistant called.
   *
   * @param arguments as the assistant wrote them: JSON, unless it failed to
   */
  record Call(String id, String name, String arguments) {}
}
