package org.arkwright.protocol;

/** The version of the protocol. */
public final class Protocol {
  /**
   * The version that this build speaks best. It increases when a message changes so that the other
   * side must know of it: a member that may be ignored where it is not known needs no new version.
   * A control plane replaces a worker of another version on its own machine: the new worker adopts
   * the ranks.
   */
  public static final int VERSION = 4;

  /** The versions that this build speaks: its own, and the one of the release before. */
  public static final Versions SPOKEN = new Versions(VERSION - 1, VERSION);

  /** The first version in which workers tell where ranks of several nodes meet. */
  public static final int ACROSS_NODES = 4;

  /** The first version in which workers open channels. */
  public static final int CHANNELS = 4;

  private Protocol() {}
}
