package org.arkwright.gateway.usage;

/** The ledger will never take a batch, however often it is repeated. */
public final class UnbookableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates an exception; the message says what is wrong with the batch. */
  public UnbookableException(String message) {
    super(message);
  }
}
