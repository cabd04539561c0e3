package org.arkwright.cli.chat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.arkwright.cli.terminal.FailureException;

/** What {@code arkwright chat} reads. */
public final class ConversationSeam {
  private ConversationSeam() {}

  /** Whether the streamed answer has text. */
  public static boolean hasText(byte[] stream) {
    try {
      AnswerReader reader = new AnswerReader(_ -> {});
      reader.read(new ByteArrayInputStream(stream));
      return !reader.answer(false).text().isEmpty();
    } catch (IOException | FailureException _) {
      return false;
    }
  }
}
