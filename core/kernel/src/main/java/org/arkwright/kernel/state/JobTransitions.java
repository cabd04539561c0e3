package org.arkwright.kernel.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.arkwright.model.Event;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.AttemptPlace;
import org.arkwright.model.job.Forecast;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;
import org.arkwright.model.node.Allocation;

/**
 * The state machine of a job: the effect of each event on it. Pure functions, used to fold the
 * journal, to derive dependent events, and by code that tracks jobs past their end.
 */
public final class JobTransitions {
  /** How long a replica has to have run for its earlier failures to be forgotten. */
  private static final long WELL_NANOS = Duration.ofMinutes(10).toNanos();

  private JobTransitions() {}

  /** The job as submitted. */
  public static Job begin(Event.JobSubmitted event) {
    JobState queued = new JobState.Queued(event.atNanos(), event.atNanos(), Optional.empty());
    return new Job(
        event.job(),
        event.spec(),
        event.by(),
        event.atNanos(),
        queued,
        0,
        Tries.NONE,
        0,
        Forecast.NONE);
  }

  /**
   * Returns the job after one of its events.
   *
   * @throws IllegalStateException when the event cannot follow the job's state, or is about another
   *     job
   */
  public static Job next(Job job, Event.OfJob event) {
    return switch (event) {
      case Event.AttemptStarted started -> start(job, started);
      case Event.AttemptWaiting(AttemptId id, _, SiteWait told, _) ->
          at(job, id, new AttemptPlace.AtSite(Optional.of(told)), event);
      case Event.AttemptPlaced(AttemptId id, Allocation allocation, long at) ->
          at(job, id, new AttemptPlace.OnNodes(allocation, at), event);
      case Event.AttemptDeclined declined -> decline(job, declined);
      case Event.RankStarted(AttemptId id, int rank, long pid, long at) ->
          withRank(job, id, rank, new RankStatus.Running(pid, at));
      case Event.RankEnded ended ->
          withRank(
              job,
              ended.attempt(),
              ended.rank(),
              new RankStatus.Ended(ended.exit(), ended.goneNanos()));
      case Event.NodeOutputsStored stored ->
          job.withState(
              withAttempt(
                  job,
                  stored.attempt(),
                  attempt ->
                      attempt.withOutputs(
                          attempt
                              .outputs()
                              .with(stored.node(), stored.part(), stored.together()))));
      case Event.AttemptRunning(AttemptId id, long at) ->
          job.withState(new JobState.Running(live(job, id, event), at));
      case Event.AttemptStopping(AttemptId id, StopCause cause, long at) ->
          job.withState(new JobState.Stopping(live(job, id, event), cause, stoppingSince(job, at)));
      case Event.JobRequeued requeued -> requeue(job, requeued);
      case Event.JobSucceeded(_, long at) -> job.withState(new JobState.Succeeded(until(job, at)));
      case Event.JobFailed(_, StopCause cause, long at) ->
          counted(
              job,
              job.tries().after(last(cause), false),
              job.servedNanos(),
              new JobState.Failed(cause, until(job, at)));
      case Event.JobCancelled(_, String by, long at) ->
          job.withState(new JobState.Cancelled(by, until(job, at)));
      case Event.JobSubmitted _ -> throw impossible(job, event);
    };
  }

  /** When a job that ends was over: with its last rank, however late the report of that came. */
  private static long until(Job job, long atNanos) {
    return job.state().liveAttempt().map(live -> live.untilNanos(atNanos)).orElse(atNanos);
  }

  private static long stoppingSince(Job job, long atNanos) {
    return job.state() instanceof JobState.Stopping(_, _, long since) ? since : atNanos;
  }

  private static Job start(Job job, Event.AttemptStarted event) {
    AttemptId id = event.attempt();
    if (!(job.state() instanceof JobState.Queued) || id.number() != job.attempts() + 1) {
      throw impossible(job, event);
    }
    // Journals hold attempts of fewer ranks than their specs, from before gangs were checked.
    int count =
        event.placement() instanceof Placement.Exact(Allocation allocation)
            ? allocation.ranks().size()
            : job.spec().gang().ranks();
    List<RankStatus> ranks = Collections.nCopies(count, new RankStatus.Waiting());
    Attempt attempt = Attempt.begin(id, event.placement(), event.atNanos(), ranks);
    return new Job(
        job.id(),
        job.spec(),
        job.submittedBy(),
        job.submittedAtNanos(),
        new JobState.Starting(attempt),
        id.number(),
        job.tries(),
        job.outlook(),
        job.declines());
  }

  /** The job with its attempt at another place, which its site had not placed before. */
  private static Job at(Job job, AttemptId id, AttemptPlace place, Event event) {
    Attempt attempt = live(job, id, event);
    if (!attempt.waitsAtSite()) {
      throw impossible(job, event);
    }
    return job.withState(withAttempt(job, id, waiting -> waiting.withPlace(place)));
  }

  /** Back to the queue as if it had never been offered to the site, except for the site's word. */
  private static Job decline(Job job, Event.AttemptDeclined event) {
    Attempt attempt = live(job, event.attempt(), event);
    if (!attempt.waitsAtSite()) {
      throw impossible(job, event);
    }
    List<SiteDecline> declines = new ArrayList<>(job.declines());
    declines.removeIf(known ->
        known.site().equals(event.decline().site()) || known.retryAtNanos() <= event.atNanos());
    declines.add(event.decline());
    declines.sort(Comparator.comparing(SiteDecline::site));
    return job.withState(
        new JobState.Queued(event.atNanos(), event.atNanos(), Optional.empty()), declines);
  }

  private static Job requeue(Job job, Event.JobRequeued event) {
    live(job, event.attempt(), event);
    JobState queued =
        new JobState.Queued(event.atNanos(), event.notBeforeNanos(), Optional.of(event.cause()));
    // An attempt of which nothing ran does not move its job in an order by what jobs were served.
    long served =
        event.count() == Tries.Count.NEVER_RAN
            ? job.servedNanos()
            : job.attainedNanos(event.atNanos());
    return counted(
        job,
        triesBefore(job, event.atNanos()).after(event.count(), event.progressed()),
        served,
        queued);
  }

  /**
   * How the attempt counts that a job failed of. Versions before losses counted apart failed a job
   * of a loss itself, as its failure, and their journals go on saying so.
   */
  private static Tries.Count last(StopCause cause) {
    return cause instanceof StopCause.GivenUp ? Tries.Count.LOSS : Tries.Count.FAILURE;
  }

  /**
   * The tries that count beside one that ends now. A replica that served for long was well: what it
   * failed at and lost before is forgotten, so that it starts again at once.
   */
  public static Tries triesBefore(Job job, long atNanos) {
    long ranNanos =
        switch (job.state()) {
          case JobState.Running(Attempt attempt, long since) -> attempt.untilNanos(atNanos) - since;
          case JobState.Stopping(Attempt attempt, _, long since) -> attempt.heldNanos(since);
          case JobState.Queued _,
              JobState.Starting _,
              JobState.Succeeded _,
              JobState.Failed _,
              JobState.Cancelled _ ->
              0;
        };
    boolean wasWell = ranNanos >= WELL_NANOS && ReplicaOf.isOne(job.spec());
    return wasWell ? Tries.NONE : job.tries();
  }

  private static Job counted(Job job, Tries tries, long servedNanos, JobState next) {
    return new Job(
        job.id(),
        job.spec(),
        job.submittedBy(),
        job.submittedAtNanos(),
        next,
        job.attempts(),
        tries,
        servedNanos,
        job.forecast(),
        job.declines());
  }

  private static Job withRank(Job job, AttemptId id, int rank, RankStatus status) {
    return job.withState(withAttempt(job, id, attempt -> withRank(attempt, rank, status)));
  }

  /** The job's state with its live attempt changed. */
  private static JobState withAttempt(Job job, AttemptId id, UnaryOperator<Attempt> change) {
    return switch (job.state()) {
      case JobState.Starting(Attempt attempt) when attempt.id().equals(id) ->
          new JobState.Starting(change.apply(attempt));
      case JobState.Running(Attempt attempt, long since) when attempt.id().equals(id) ->
          new JobState.Running(change.apply(attempt), since);
      case JobState.Stopping(Attempt attempt, StopCause cause, long since)
          when attempt.id().equals(id) ->
          new JobState.Stopping(change.apply(attempt), cause, since);
      case JobState.Starting _,
          JobState.Running _,
          JobState.Stopping _,
          JobState.Queued _,
          JobState.Succeeded _,
          JobState.Failed _,
          JobState.Cancelled _ ->
          throw new IllegalStateException(job.id() + ": no live attempt " + id);
    };
  }

  private static Attempt withRank(Attempt attempt, int rank, RankStatus status) {
    List<RankStatus> ranks = new ArrayList<>(attempt.ranks());
    ranks.set(rank, status);
    return attempt.withRanks(ranks);
  }

  private static Attempt live(Job job, AttemptId id, Event event) {
    return job.state()
        .liveAttempt()
        .filter(attempt -> attempt.id().equals(id))
        .orElseThrow(() -> impossible(job, event));
  }

  private static IllegalStateException impossible(Job job, Event event) {
    return new IllegalStateException(
        "%s is %s and cannot apply %s".formatted(job.id(), job.state().word(), event));
  }
}
