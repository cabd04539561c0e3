package org.arkwright.api.stream;

/** Thrown when the client has closed its stream or has stopped reading it. */
public final class ClientGoneException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClientGoneException(String message) {
    super(message);
  }
}
