package org.arkwright.kernel.rule;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.AttemptPlace;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;

/**
 * The rules for what a site that places by itself says about an attempt that waits there. Reports
 * may be late or repeated: one about an attempt that is over, or placed already, changes nothing.
 */
public final class SiteRules {
  private static final Decision NO_CHANGE = new Decision.Accepted(List.of());

  /** A gang that a site declines is not offered to it again before, whatever the site says. */
  private static final Duration RETRY_MIN = Duration.ofSeconds(1);

  /** A site that is away for longer is asked once a day. */
  private static final Duration RETRY_MAX = Duration.ofDays(1);

  /** Changes of an expected start below this are no news. */
  private static final long START_MOVED_MIN_NANOS = Duration.ofMinutes(1).toNanos();

  private static final int REASON_LENGTH_MAX = 300;

  private SiteRules() {}

  public static Decision waiting(State state, Command.ReportAttemptWaiting report, long nowNanos) {
    Optional<Job> job =
        waiting(state, report.attempt()).filter(live -> live.state() instanceof JobState.Starting);
    if (job.isEmpty()) {
      return NO_CHANGE;
    }
    Attempt attempt = live(job.get());
    SiteWait told =
        new SiteWait(
            words(report.reason()), report.expectedStartNanos().filter(start -> start > nowNanos));
    boolean isNews =
        !(attempt.place() instanceof AttemptPlace.AtSite(Optional<SiteWait> before))
            || before.filter(last -> says(last, told)).isEmpty();
    return isNews
        ? new Decision.Accepted(
            List.of(new Event.AttemptWaiting(attempt.id(), attempt.site(), told, nowNanos)))
        : NO_CHANGE;
  }

  /** Whether the site said the same before, but for a small change of the expected start. */
  private static boolean says(SiteWait before, SiteWait now) {
    if (!before.reason().equals(now.reason())
        || before.expectedStartNanos().isPresent() != now.expectedStartNanos().isPresent()) {
      return false;
    }
    long moved = before.expectedStartNanos().orElse(0L) - now.expectedStartNanos().orElse(0L);
    return Math.abs(moved) < START_MOVED_MIN_NANOS;
  }

  public static Decision placed(State state, Command.ReportAttemptPlaced report, long nowNanos) {
    Optional<Job> job = waiting(state, report.attempt());
    if (job.isEmpty()) {
      return NO_CHANGE;
    }
    Attempt attempt = live(job.get());
    Allocation allocation = report.allocation();
    EventDraft draft = new EventDraft(job.get());
    Optional<PlacementCheck.Misfit> misfit =
        PlacementCheck.of(state, attempt.site(), job.get().spec(), allocation);
    if (misfit.isEmpty()) {
      draft.append(new Event.AttemptPlaced(attempt.id(), allocation, nowNanos));
      RankRules.runOnceAllStarted(draft, nowNanos);
    } else if (job.get().state() instanceof JobState.Starting) {
      // It holds something there, so it ends with the site's report that it is gone.
      RankExit exit =
          new RankExit.Unstartable(
              "site %s placed it wrongly: %s".formatted(attempt.site(), misfit.get().problem()));
      StopCause cause = new StopCause.RankFailed(misfit.get().rank(), exit);
      draft.append(new Event.AttemptStopping(attempt.id(), cause, nowNanos));
    }
    return draft.accepted();
  }

  public static Decision declined(
      State state, Command.ReportAttemptDeclined report, long nowNanos) {
    Optional<Job> job = waiting(state, report.attempt());
    if (job.isEmpty()) {
      return NO_CHANGE;
    }
    Attempt attempt = live(job.get());
    EventDraft draft = new EventDraft(job.get());
    String reason = words(report.reason());
    if (job.get().state() instanceof JobState.Stopping(_, StopCause cause, _)) {
      endUnplaced(state, draft, attempt, cause, nowNanos);
    } else if (attempt.ranks().stream().allMatch(RankStatus.Waiting.class::isInstance)) {
      long wait = retryNanos(report.retryAfter());
      SiteDecline decline = new SiteDecline(attempt.site(), reason, nowNanos + wait);
      draft.append(new Event.AttemptDeclined(attempt.id(), decline, nowNanos));
    }
    return draft.accepted();
  }

  /** Ends an attempt that was to stop, and of which the site says that nothing runs there. */
  private static void endUnplaced(
      State state, EventDraft draft, Attempt attempt, StopCause cause, long nowNanos) {
    String why = "site %s never placed it".formatted(attempt.site());
    LostRanks.end(draft, _ -> Optional.of(new RankExit.NeverRan(why)), nowNanos);
    new AttemptEndings(state.site().lossesAllowed(), false, nowNanos).follow(draft, cause);
  }

  /** The site's words, as far as they fit in a line. */
  private static String words(String told) {
    String line = told.replaceAll("\\p{Cntrl}+", " ").strip();
    if (line.isEmpty()) {
      return "it gives no reason";
    }
    return line.codePointCount(0, line.length()) > REASON_LENGTH_MAX
        ? line.substring(0, line.offsetByCodePoints(0, REASON_LENGTH_MAX)) + "…"
        : line;
  }

  private static long retryNanos(Duration told) {
    if (told.compareTo(RETRY_MIN) < 0) {
      return RETRY_MIN.toNanos();
    }
    return told.compareTo(RETRY_MAX) > 0 ? RETRY_MAX.toNanos() : told.toNanos();
  }

  /** The job of the attempt, if that is live and its site has not placed it. */
  private static Optional<Job> waiting(State state, AttemptId id) {
    return state
        .job(id.job())
        .filter(job ->
            job.state()
                .liveAttempt()
                .filter(live -> live.id().equals(id) && live.waitsAtSite())
                .isPresent());
  }

  private static Attempt live(Job job) {
    return job.state().liveAttempt().orElseThrow();
  }
}
