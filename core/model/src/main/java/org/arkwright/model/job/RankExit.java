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

  /** Never ran, as its spec asks for what is not there: a program, a folder, … */
  record NotStarted(String problem) implements RankExit {}

  /** Ended well, but left what cannot be stored; the text names the file and says what to do. */
  record OutputRefused(String problem) implements RankExit {}

  /** Never ran, because its node could not run it: a full disk, no more processes, … */
  record Unstartable(String problem) implements RankExit {}

  /** Certainly never ran: its machine, worker or lease was gone before its command began. */
  record NeverRan(String why) implements RankExit {}

  /** Gone with its machine, worker or launcher; what it did last is unknown. */
  record Lost(String why) implements RankExit {}

  default boolean succeeded() {
    return this instanceof Exited(int code) && code == 0;
  }

  /** Whether the platform ended or prevented it, so that its job has no part in that. */
  default boolean byPlatform() {
    return switch (this) {
      case Unstartable _, NeverRan _, Lost _ -> true;
      case Exited _, Signalled _, OutOfMemory _, Stopped _, NotStarted _, OutputRefused _ -> false;
    };
  }

  /** Whether its command certainly did not begin. */
  default boolean neverRan() {
    return switch (this) {
      case NotStarted _, Unstartable _, NeverRan _ -> true;
      case Exited _, Signalled _, OutOfMemory _, Stopped _, Lost _, OutputRefused _ -> false;
    };
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
      case Unstartable _, NeverRan _, Lost _ -> 125;
    };
  }
}
