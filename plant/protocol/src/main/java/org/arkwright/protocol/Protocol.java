package org.arkwright.protocol;

/** The version of what a worker and its control plane say to each other. */
public final class Protocol {
  /**
   * Goes up with every change to these records or to what they are made of. A control plane
   * replaces a worker of another version on its own machine: the new one takes over the ranks.
   */
  public static final int VERSION = 2;

  private Protocol() {}
}
