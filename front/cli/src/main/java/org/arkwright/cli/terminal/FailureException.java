package org.arkwright.cli.terminal;

/** The command cannot do what it was asked; the message, with advice on further lines, says why. */
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public FailureException(String message) {
    super(message);
  }
}
