package org.arkwright.cli.api;

/** No server answers; the message says where it was looked for and what to do. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnreachableException(String message) {
    super(message);
  }

  /** The same after other failures to talk to the server. */
  public static UnreachableException causedBy(Exception failure) {
    String message = failure.getMessage();
    return new UnreachableException(
        "the server does not answer: "
            + (message == null ? failure.getClass().getSimpleName() : message));
  }
}
