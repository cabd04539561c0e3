package org.arkwright.protocol;

/** The version of the protocol between workers and their control plane. */
public final class Protocol {
  /**
   * Incremented with every change to these records or their components. A control plane replaces a
   * worker of another version on its own machine: the new worker adopts the ranks.
   */
  public static final int VERSION = 3;

  private Protocol() {}
}
