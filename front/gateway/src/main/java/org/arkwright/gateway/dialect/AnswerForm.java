package org.arkwright.gateway.dialect;

import org.arkwright.gateway.openai.UsageReader;
import org.arkwright.gateway.openai.UsageReport;

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

  /** As {@link #pass}, of the last events, after which the client's stream ends. */
  default byte[] finish(byte[] events) {
    return events;
  }
}
