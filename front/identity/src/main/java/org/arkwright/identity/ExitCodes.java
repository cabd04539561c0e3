package org.arkwright.identity;

/** What the server's process ends with. */
public final class ExitCodes {
  /** An option makes no sense. */
  public static final int USAGE = 2;

  /** Another server holds the home folder. */
  public static final int HELD = 3;

  /** The home folder cannot be written. */
  public static final int HOME = 4;

  /** The journal cannot be opened or read. */
  public static final int JOURNAL = 5;

  /** The address cannot be listened on. */
  public static final int ADDRESS = 6;

  private ExitCodes() {}
}
