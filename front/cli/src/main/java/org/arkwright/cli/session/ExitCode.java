package org.arkwright.cli.session;

/** What the process ends with, besides the exit codes of jobs. */
public final class ExitCode {
  public static final int OK = 0;

  /** It did not work, and a message said why. */
  public static final int FAILURE = 1;

  /** The command line itself is wrong. */
  public static final int USAGE = 2;

  /** No server answers; EX_UNAVAILABLE of sysexits.h. */
  public static final int UNREACHABLE = 69;

  /** A time limit that the user set is over, as timeout(1) says it. */
  public static final int TIMED_OUT = 124;

  private ExitCode() {}
}
