package org.arkwright.control;

/** The receiver of the answer to one command; exactly one of the two methods is called, once. */
public interface AnswerSink {
  /** Called when the outcome, and everything it depends on, is durable. */
  void answered(ControlPlane.Answer answer);

  /** Called when the command failed and left no trace. */
  void failed(UnavailableException cause);
}
