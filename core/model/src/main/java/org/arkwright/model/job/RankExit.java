package org.arkwright.model.job;

import org.arkwright.model.unit.Bytes;

/** How a rank's process ended. */
public sealed interface RankExit {
  /** By itself, with an exit code of 0 to 255. */
  record Exited(int code) implements RankExit {}

  /** By a signal that the worker did not send. */
  record Signalled(int signal) implements RankExit {}

  /** Killed by the kernel for using more memory than its limit. */
  record OutOfMemory(Bytes limit) implements RankExit {}

  /** Ended after the worker asked it to, or killed it once the grace period was over. */
  record Stopped(boolean killed) implements RankExit {}

  /** Never ran: the program is missing, the folder cannot be entered, … */
  record NotStarted(String problem) implements RankExit {}

  /** Ended well, but left what cannot be stored; the text names the file and says what to do. */
  record OutputRefused(String problem) implements RankExit {}

  /** Gone with its machine or worker; what it did last is unknown. */
  record Lost(String why) implements RankExit {}

  default boolean succeeded() {
    return this instanceof Exited(int code) && code == 0;
  }

  /**
   * The exit code a shell would report: the code itself, 128 + signal, 126 to 137 by convention.
   */
  default int shellCode() {
    return switch (this) {
      case Exited(int code) -> code;
      case Signalled(int signal) -> 128 + signal;
      case OutOfMemory _ -> 137;
      case Stopped(boolean killed) -> killed ? 137 : 143;
      case NotStarted _ -> 127;
      case OutputRefused _ -> 1;
      case Lost _ -> 125;
    };
  }
}
