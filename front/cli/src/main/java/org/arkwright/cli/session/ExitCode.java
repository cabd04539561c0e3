package org.arkwright.cli.session;

/** The exit codes of the process, besides those of jobs. */
public final class ExitCode {
  public static final int OK = 0;

  /** The command failed and printed the reason. */
  public static final int FAILURE = 1;

  /** The command line is invalid. */
  public static final int USAGE = 2;

  /** No server answers; EX_UNAVAILABLE of sysexits.h. */
  public static final int UNREACHABLE = 69;

  /** A time limit set by the user elapsed; the code of timeout(1). */
  public static final int TIMED_OUT = 124;

  /** What a shell reports of a program that SIGINT ended. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
