package org.arkwright.cli.api;

/** Thrown when no server answers; the message names the address and what to do. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnreachableException(String message) {
    super(message);
  }

  /** Returns an exception for any other failure to reach the server. */
  public static UnreachableException causedBy(Exception failure) {
    String message = failure.getMessage();
    return new UnreachableException(
        "the server does not answer: "
            + (message == null ? failure.getClass().getSimpleName() : message));
  }
}
