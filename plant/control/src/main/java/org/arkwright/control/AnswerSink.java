package org.arkwright.control;

/** Where the answer to one command goes; exactly one of the two is called, once. */
public interface AnswerSink {
  /** The outcome, and everything that it rests on, is durable. */
  void answered(ControlPlane.Answer answer);

  /** Nothing of the command was kept. */
  void failed(UnavailableException cause);
}
