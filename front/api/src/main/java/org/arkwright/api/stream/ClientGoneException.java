package org.arkwright.api.stream;

/** The client closed its stream, or took nothing for too long. */
public final class ClientGoneException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClientGoneException(String message) {
    super(message);
  }
}
