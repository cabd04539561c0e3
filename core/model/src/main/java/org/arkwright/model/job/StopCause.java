package org.arkwright.model.job;

import java.time.Duration;
import java.util.OptionalInt;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;

/** The reason why an attempt is, or was, stopped before all its ranks succeeded. */
public sealed interface StopCause {
  /** A user asked for it. */
  record CancelRequested(String by) implements StopCause {}

  /** A gang that goes first needs the capacity. */
  record Preempted(JobId by) implements StopCause {}

  /** Its node is drained, so it goes on elsewhere. */
  record Drained(NodeId node) implements StopCause {}

  /** It waits for cheaper or cleaner energy, or the site drew too much. */
  record Paused(Why why) implements StopCause {
    /** The reason for the pause. */
    public enum Why {
      PRICE,
      CARBON,
      POWER
    }
  }

  /** One rank failed, so the gang did. */
  record RankFailed(int rank, RankExit exit) implements StopCause {}

  /** The attempt ran for as long as its spec allows. */
  record TimedOut(Duration timeout) implements StopCause {}

  /**
   * A node's lease expired without a report from its worker, which has fenced its ranks by then.
   */
  record NodeLost(NodeId node) implements StopCause {}

  /**
   * The platform lost the attempt, and the job is not started again.
   *
   * @param loss how it was lost the last time
   * @param losses how often the platform lost it, where that is more than the site allows; empty
   *     where the job itself asked not to be started again
   */
  record GivenUp(StopCause loss, OptionalInt losses) implements StopCause {}

  /**
   * Whether it was stopped for its capacity, its power or its node; it then resumes later,
   * uncounted.
   */
  default boolean byScheduler() {
    return switch (this) {
      case Preempted _, Paused _, Drained _ -> true;
      case CancelRequested _, RankFailed _, TimedOut _, NodeLost _, GivenUp _ -> false;
    };
  }

  /** Whether the platform lost the attempt, so that its job has no part in that. */
  default boolean byPlatform() {
    return switch (this) {
      case NodeLost _, GivenUp _ -> true;
      case RankFailed(_, RankExit exit) -> exit.byPlatform();
      case CancelRequested _, TimedOut _, Preempted _, Paused _, Drained _ -> false;
    };
  }

  /**
   * The exit code that {@code arkwright run} ends with: the rank's, or 124 for a timeout, as in
   * timeout(1).
   */
  default int shellCode() {
    return switch (this) {
      case RankFailed(_, RankExit exit) -> exit.shellCode();
      case TimedOut _ -> 124;
      case NodeLost _ -> 125;
      case GivenUp(StopCause loss, _) -> loss.shellCode();
      case CancelRequested _ -> 130;
      case Preempted _, Paused _, Drained _ -> 143;
    };
  }
}
