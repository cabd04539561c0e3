package org.arkwright.gateway.dialect;

import java.util.concurrent.CompletableFuture;
import org.arkwright.gateway.openai.UsageReader;
import org.arkwright.gateway.openai.UsageReport;
import org.jspecify.annotations.Nullable;

/** The form of one answer. For one request and one thread, but for {@link #AS_IS}. */
public interface AnswerForm {
  /** The answer as the model's server gave it. */
  AnswerForm AS_IS = new AnswerForm() {};

  /** What an answer in one piece says about its tokens. */
  default UsageReport usage(byte[] answer) {
    return UsageReader.read(answer, 0, answer.length);
  }

  /**
   * Returns the answer in one piece.
   *
   * @param answer of the model's server, of a status that says success
   */
  default byte[] whole(byte[] answer) {
    return answer;
  }

  /**
   * Returns what follows for the client from events of a stream.
   *
   * @param events whole ones, unless one is larger than any event should be
   */
  default byte[] pass(byte[] events) {
    return events;
  }

  /**
   * Completes when the end of the answer may be sent, because what has to be kept of it is; null if
   * that is at once. Asked after {@link #whole} or {@link #finish}.
   */
  default @Nullable CompletableFuture<?> kept() {
    return null;
  }

  /** As {@link #pass}, of the last events, after which the client's stream ends. */
  default byte[] finish(byte[] events) {
    return events;
  }
}
