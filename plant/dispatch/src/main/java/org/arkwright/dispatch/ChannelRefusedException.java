package org.arkwright.dispatch;

/** A channel that cannot be opened; the message says why and what to do. */
public final class ChannelRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public ChannelRefusedException(String message) {
    super(message);
  }
}
