package org.arkwright.serve.child;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.Prompt;

/** What a replica asks the process that has its model. */
@JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS, property = "ask")
sealed interface ToChild {
  /** The request's number, above 0; each question has one of its own. */
  long id();

  record Prepare(long id, Prompt prompt) implements ToChild {}

  record Require(long id, Generation generation) implements ToChild {}

  record Generate(long id, List<Integer> prompt, String adapter, Generation generation)
      implements ToChild {
    public Generate {
      prompt = List.copyOf(prompt);
    }
  }

  /** Nobody waits for the text any more. */
  record Leave(long id) implements ToChild {}
}
