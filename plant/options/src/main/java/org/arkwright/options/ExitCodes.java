package org.arkwright.options;

/** The exit codes of programs that hold a home: the server, and those that read one. */
public final class ExitCodes {
  /** An option is invalid. */
  public static final int USAGE = 2;

  /** Another server has locked the home folder. */
  public static final int HELD = 3;

  /** The home folder cannot be written. */
  public static final int HOME = 4;

  /** The journal cannot be opened or read. */
  public static final int JOURNAL = 5;

  /** The server cannot listen on the address. */
  public static final int ADDRESS = 6;

  private ExitCodes() {}
}
