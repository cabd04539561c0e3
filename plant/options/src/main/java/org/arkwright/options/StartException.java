package org.arkwright.options;

/** Thrown when a program cannot start, with a message for the person who started it. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  public StartException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** One of {@link ExitCodes}. */
  public int exitCode() {
    return exitCode;
  }
}
