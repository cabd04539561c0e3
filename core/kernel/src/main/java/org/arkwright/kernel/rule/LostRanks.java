package org.arkwright.kernel.rule;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.StopCause;

/** Ends ranks of which no report will come. */
final class LostRanks {
  private LostRanks() {}

  /**
   * Ends those ranks of the job's live attempt that have not ended and for which there is an exit,
   * and the attempt with its last rank.
   *
   * @param cause why the attempt stops, by the first rank that was lost
   */
  static List<Event> lose(
      State state,
      Job job,
      IntFunction<Optional<RankExit>> exits,
      Function<Event.RankEnded, StopCause> cause,
      long nowNanos) {
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    EventDraft draft = new EventDraft(job);
    end(draft, exits, nowNanos);
    if (!draft.events().isEmpty()) {
      Event.RankEnded first = (Event.RankEnded) draft.events().getFirst();
      Optional<StoredOutputs> left = stored(attempt);
      new AttemptEndings(
              state.site().lossesAllowed(), OutputRules.progressed(state, job, left), nowNanos)
          .follow(draft, cause.apply(first));
      OutputRules.register(state, draft, left, nowNanos);
    }
    return draft.events();
  }

  /** Ends one rank as lost, and the attempt with its last rank. */
  static void lose(State state, EventDraft draft, int rank, RankExit exit, long nowNanos) {
    Job job = draft.job();
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    Optional<StoredOutputs> left = stored(attempt);
    draft.append(new Event.RankEnded(attempt.id(), rank, exit, nowNanos));
    new AttemptEndings(
            state.site().lossesAllowed(), OutputRules.progressed(state, job, left), nowNanos)
        .follow(draft, new StopCause.RankFailed(rank, exit));
    OutputRules.register(state, draft, left, nowNanos);
  }

  /** What the lost ones still held did not arrive; what others had stored did. */
  private static Optional<StoredOutputs> stored(Attempt attempt) {
    return Optional.of(attempt.outputs()).filter(GangOutputs::exist).map(GangOutputs::together);
  }

  /** Ends those ranks that have not ended and for which there is an exit, and nothing else. */
  static void end(EventDraft draft, IntFunction<Optional<RankExit>> exits, long nowNanos) {
    Attempt attempt = draft.job().state().liveAttempt().orElseThrow();
    for (int rank = 0; rank < attempt.ranks().size(); rank++) {
      if (!(attempt.ranks().get(rank) instanceof RankStatus.Ended)) {
        Optional<RankExit> exit = exits.apply(rank);
        if (exit.isPresent()) {
          draft.append(new Event.RankEnded(attempt.id(), rank, exit.get(), nowNanos));
        }
      }
    }
  }
}
