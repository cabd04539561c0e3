package org.arkwright.serve.runtime;

import java.util.List;

/** The input of text generation. */
public sealed interface Prompt {
  /** A text to continue. */
  record Text(String text) implements Prompt {}

  /** A conversation, which the model's template renders as text. */
  record Chat(List<Message> messages) implements Prompt {
    public Chat {
      messages = List.copyOf(messages);
    }
  }

  /** A message of a conversation. */
  record Message(String role, String content) {}
}
