package org.arkwright.stored;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.StopCause;

/** The stored form of {@link StopCause}. */
sealed interface StoredCause {
  record CancelRequested(String by) implements StoredCause {}

  record Preempted(JobId by) implements StoredCause {}

  record Drained(String site, String node) implements StoredCause {}

  record Paused(Why why) implements StoredCause {}

  record RankFailed(int rank, StoredExit exit) implements StoredCause {}

  record TimedOut(Duration timeout) implements StoredCause {}

  record NodeLost(String site, String node) implements StoredCause {}

  record GivenUp(StoredCause loss, Optional<Integer> losses) implements StoredCause {}

  enum Why {
    PRICE,
    CARBON,
    POWER;

    static Why of(StopCause.Paused.Why why) {
      return switch (why) {
        case PRICE -> PRICE;
        case CARBON -> CARBON;
        case POWER -> POWER;
      };
    }

    StopCause.Paused.Why model() {
      return switch (this) {
        case PRICE -> StopCause.Paused.Why.PRICE;
        case CARBON -> StopCause.Paused.Why.CARBON;
        case POWER -> StopCause.Paused.Why.POWER;
      };
    }
  }

  static StoredCause of(StopCause cause) {
    return switch (cause) {
      case StopCause.CancelRequested(var by) -> new CancelRequested(by);
      case StopCause.Preempted(var by) -> new Preempted(by);
      case StopCause.Drained(var node) -> new Drained(node.site(), node.name());
      case StopCause.Paused(var why) -> new Paused(Why.of(why));
      case StopCause.RankFailed(int rank, var exit) -> new RankFailed(rank, StoredExit.of(exit));
      case StopCause.TimedOut(var timeout) -> new TimedOut(timeout);
      case StopCause.NodeLost(var node) -> new NodeLost(node.site(), node.name());
      case StopCause.GivenUp(var loss, var losses) ->
          new GivenUp(of(loss), losses.stream().boxed().findFirst());
    };
  }

  default StopCause model() {
    return switch (this) {
      case CancelRequested(var by) -> new StopCause.CancelRequested(by);
      case Preempted(var by) -> new StopCause.Preempted(by);
      case Drained(var site, var node) -> new StopCause.Drained(new NodeId(site, node));
      case Paused(var why) -> new StopCause.Paused(why.model());
      case RankFailed(int rank, var exit) -> new StopCause.RankFailed(rank, exit.model());
      case TimedOut(var timeout) -> new StopCause.TimedOut(timeout);
      case NodeLost(var site, var node) -> new StopCause.NodeLost(new NodeId(site, node));
      case GivenUp(var loss, var losses) ->
          new StopCause.GivenUp(
              loss.model(), losses.map(OptionalInt::of).orElseGet(OptionalInt::empty));
    };
  }
}
