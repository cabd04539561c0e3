package org.arkwright.serve.runtime;

import java.util.List;

/** What a text goes on from. */
public sealed interface Prompt {
  /** The text itself. */
  record Text(String text) implements Prompt {}

  /** A conversation; the model's template makes text of it. */
  record Chat(List<Message> messages) implements Prompt {
    public Chat {
      messages = List.copyOf(messages);
    }
  }

  /** One turn of a conversation. */
  record Message(String role, String content) {}
}
