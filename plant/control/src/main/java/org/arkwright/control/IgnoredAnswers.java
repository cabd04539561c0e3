package org.arkwright.control;

import org.arkwright.control.ControlPlane.Answer;

/** Discards the answers to commands that the controller issues itself. */
final class IgnoredAnswers {
  static final AnswerSink SINK =
      new AnswerSink() {
        @Override
        public void answered(Answer answer) {}

        @Override
        public void failed(UnavailableException cause) {}
      };

  private IgnoredAnswers() {}
}
