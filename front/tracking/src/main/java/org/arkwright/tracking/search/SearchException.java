package org.arkwright.tracking.search;

/** Thrown when a filter or an order is not understood; the message says where and what to write. */
public final class SearchException extends Exception {
  private static final long serialVersionUID = 1;

  SearchException(String message) {
    super(message, null, false, false);
  }
}
