package org.arkwright.serve.runtime;

import java.util.List;

/** The input of text generation. */
public sealed interface Prompt {
  /** A text to continue. */
  record Text(String text) implements Prompt {}

  /** Tokens to continue, by their ids: nothing is added to them. */
  record Tokens(List<Integer> ids) implements Prompt {
    public Tokens {
      ids = List.copyOf(ids);
    }
  }

  /** A conversation, which the model's template renders as text. */
  record Chat(List<Message> messages) implements Prompt {
    public Chat {
      messages = List.copyOf(messages);
    }
  }

  /** A message of a conversation. */
  record Message(String role, String content) {}
}
