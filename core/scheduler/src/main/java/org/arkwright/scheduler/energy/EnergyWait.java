package org.arkwright.scheduler.energy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.arkwright.model.Plan;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings.Energy;
import org.arkwright.scheduler.energy.PausedRun.Standing;
import org.arkwright.scheduler.energy.RunTime.Pause;
import org.arkwright.scheduler.view.ClusterView;

/**
 * Decides which jobs wait for cheaper or cleaner energy. Nothing of it is kept in the state: the
 * decision depends only on the series, the job's spec and the time, so it stays the same until the
 * series change.
 *
 * <p>A job is held so that it ends a tenth of its expected length, and ten seconds, before its
 * deadline; without a deadline its wait ends a day after its submission. A job of unknown length
 * does not wait.
 */
public final class EnergyWait {
  private static final long WAIT_MAX_NANOS = Duration.ofDays(1).toNanos();
  private static final long MARGIN_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long LENGTH_MAX_NANOS = Duration.ofDays(366).toNanos();
  private static final int CACHED_MAX = 200_000;

  private final List<EnergySeries> series;
  private final Energy energy;
  private final Optional<RunTime> time;
  private final Map<JobId, Pause> held = new LinkedHashMap<>();

  private EnergyWait(List<EnergySeries> series, Energy energy) {
    this.series = series;
    this.energy = energy;
    time = CostCurve.of(series, energy).map(RunTime::new);
  }

  public static EnergyWait of(ClusterView view) {
    return new EnergyWait(seriesOf(view), view.site().energy().orElse(Energy.NONE));
  }

  /** Whether the view still has the same series and energy terms. */
  public boolean isCurrentFor(ClusterView view) {
    return series.equals(seriesOf(view)) && energy.equals(view.site().energy().orElse(Energy.NONE));
  }

  private static List<EnergySeries> seriesOf(ClusterView view) {
    List<EnergySeries> series = new ArrayList<>();
    for (EnergySeries.Kind kind : EnergySeries.Kind.values()) {
      view.energySeries(kind).ifPresent(series::add);
    }
    return series;
  }

  /** Whether no job can wait, because no series is known. */
  public boolean isIdle() {
    return time.isEmpty();
  }

  /** Returns until when a queued gang waits, and why; empty when it may start. */
  public Optional<Pause> hold(Job gang, long nowNanos) {
    if (time.isEmpty() || gang.spec().scheduling().flexibility().isEmpty()) {
      return Optional.empty();
    }
    Pause known = held.get(gang.id());
    if (known != null && nowNanos < known.untilNanos()) {
      return Optional.of(known);
    }
    Optional<Pause> fresh = better(gang, nowNanos);
    // Runs in pieces depend on the remaining part of a step, so they are computed each time.
    if (fresh.isPresent() && !gang.spec().scheduling().flexibility().get().interruptible()) {
      if (held.size() >= CACHED_MAX) {
        held.clear();
      }
      held.put(gang.id(), fresh.get());
    }
    return fresh;
  }

  private OptionalLong nextStep(long nowNanos) {
    CostCurve curve = time.orElseThrow().curve();
    if (nowNanos >= curve.endsNanos()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        nowNanos < curve.beginsNanos()
            ? curve.beginsNanos()
            : curve.at(curve.stepAt(nowNanos) + 1));
  }

  private Optional<Pause> better(Job gang, long nowNanos) {
    Flexibility flexibility = gang.spec().scheduling().flexibility().orElse(Flexibility.NONE);
    OptionalLong length = lengthNanos(gang);
    if (!flexibility.deferrable() || length.isEmpty()) {
      return Optional.empty();
    }
    long expected = length.getAsLong();
    long needed = expected + expected / 10 + MARGIN_NANOS;
    if (!flexibility.interruptible()) {
      return time.orElseThrow().inOnePiece(nowNanos, expected, latestEnd(gang, needed) - needed);
    }
    long restart = Math.min(flexibility.restartCost().toNanos(), LENGTH_MAX_NANOS);
    int restarts = Math.max(0, gang.attempts() - 1);
    // More than the longest length is as good as that.
    long restarted =
        restart > LENGTH_MAX_NANOS / Math.max(1, restarts) ? LENGTH_MAX_NANOS : restarts * restart;
    long left = Math.max(MARGIN_NANOS, needed + restarted - gang.attainedNanos(nowNanos));
    return time.orElseThrow()
        .inPieces(nowNanos, left, restart, latestEnd(gang, left), standing(gang));
  }

  /** The time by which the gang must have ended. */
  private static long latestEnd(Job gang, long needed) {
    return gang.spec()
        .scheduling()
        .deadline()
        .map(EnergyWait::nanos)
        .orElse(gang.submittedAtNanos() + WAIT_MAX_NANOS + needed);
  }

  public static long nanos(Instant instant) {
    // Saturates far beyond what any series covers.
    return instant.getEpochSecond() >= Long.MAX_VALUE / 1_000_000_000L
        ? Long.MAX_VALUE
        : Math.max(0, instant.getEpochSecond()) * 1_000_000_000L + instant.getNano();
  }

  private static Standing standing(Job gang) {
    if (gang.state().liveAttempt().isPresent()) {
      return Standing.RUNNING;
    }
    return gang.attempts() == 0 ? Standing.FRESH : Standing.PAUSED;
  }

  /**
   * The expected run time: as specified, else the 90th percentile of similar jobs, else the
   * timeout; empty when unknown or over a year.
   */
  public static OptionalLong lengthNanos(Job gang) {
    List<Long> runs = gang.forecast().runNanos();
    Optional<Long> known =
        gang.spec()
            .scheduling()
            .expectedDuration()
            .map(EnergyWait::nanos)
            .or(() ->
                runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() * 9 / 10)))
            .or(() -> gang.spec().execution().timeout().map(EnergyWait::nanos));
    return known.isPresent() && known.get() <= LENGTH_MAX_NANOS
        ? OptionalLong.of(known.get())
        : OptionalLong.empty();
  }

  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(1000)) > 0 ? Long.MAX_VALUE : duration.toNanos();
  }

  /** The jobs to pause now: running ones, and those whose ranks are still being started. */
  public List<Plan.Pause> pauses(ClusterView view, long nowNanos) {
    List<Plan.Pause> pauses = new ArrayList<>();
    if (time.isPresent()) {
      for (Job job : view.interruptible()) {
        Optional<Attempt> live =
            job.state() instanceof JobState.Stopping ? Optional.empty() : job.state().liveAttempt();
        live.ifPresent(attempt ->
            better(job, nowNanos)
                .ifPresent(pause -> pauses.add(new Plan.Pause(attempt.id(), cause(pause)))));
      }
    }
    return pauses;
  }

  private static StopCause.Paused.Why cause(Pause pause) {
    return switch (pause.why()) {
      case TARIFF -> StopCause.Paused.Why.PRICE;
      case CARBON -> StopCause.Paused.Why.CARBON;
    };
  }

  /**
   * The time at which running jobs are to be reconsidered although nothing happened.
   *
   * @param started the jobs that this cycle starts: the view does not show them as running yet
   */
  public OptionalLong nextStep(ClusterView view, Collection<Job> started, long nowNanos) {
    boolean any =
        !view.interruptible().isEmpty() || started.stream().anyMatch(EnergyWait::isInterruptible);
    return any && time.isPresent() ? nextStep(nowNanos) : OptionalLong.empty();
  }

  private static boolean isInterruptible(Job job) {
    return job.spec().scheduling().flexibility().filter(Flexibility::interruptible).isPresent();
  }
}
