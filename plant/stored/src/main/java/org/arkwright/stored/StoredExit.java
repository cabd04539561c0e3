package org.arkwright.stored;

import org.arkwright.model.job.RankExit;
import org.arkwright.model.unit.Bytes;

/** The stored form of {@link RankExit}. */
public sealed interface StoredExit {
  record Exited(int code) implements StoredExit {}

  record Signalled(int signal) implements StoredExit {}

  record OutOfMemory(Bytes limit) implements StoredExit {}

  record Stopped(boolean killed) implements StoredExit {}

  record NotStarted(String problem) implements StoredExit {}

  record OutputRefused(String problem) implements StoredExit {}

  record Unstartable(String problem) implements StoredExit {}

  record NeverRan(String why) implements StoredExit {}

  record Lost(String why) implements StoredExit {}

  /** Returns the stored form of the exit. */
  static StoredExit of(RankExit exit) {
    return switch (exit) {
      case RankExit.Exited(int code) -> new Exited(code);
      case RankExit.Signalled(int signal) -> new Signalled(signal);
      case RankExit.OutOfMemory(var limit) -> new OutOfMemory(limit);
      case RankExit.Stopped(boolean killed) -> new Stopped(killed);
      case RankExit.NotStarted(var problem) -> new NotStarted(problem);
      case RankExit.OutputRefused(var problem) -> new OutputRefused(problem);
      case RankExit.Unstartable(var problem) -> new Unstartable(problem);
      case RankExit.NeverRan(var why) -> new NeverRan(why);
      case RankExit.Lost(var why) -> new Lost(why);
    };
  }

  /** Returns the exit as a record of the model. */
  default RankExit model() {
    return switch (this) {
      case Exited(int code) -> new RankExit.Exited(code);
      case Signalled(int signal) -> new RankExit.Signalled(signal);
      case OutOfMemory(var limit) -> new RankExit.OutOfMemory(limit);
      case Stopped(boolean killed) -> new RankExit.Stopped(killed);
      case NotStarted(var problem) -> new RankExit.NotStarted(problem);
      case OutputRefused(var problem) -> new RankExit.OutputRefused(problem);
      case Unstartable(var problem) -> new RankExit.Unstartable(problem);
      case NeverRan(var why) -> new RankExit.NeverRan(why);
      case Lost(var why) -> new RankExit.Lost(why);
    };
  }
}
