package org.arkwright.cli.terminal;

/** Thrown when a command cannot do its work; the message gives the reason, then advice by line. */
public class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public FailureException(String message) {
    super(message);
  }
}
