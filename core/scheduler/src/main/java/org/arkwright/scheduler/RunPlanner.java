package org.arkwright.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Attempt;
import org.arkwright.model.Flexibility;
import org.arkwright.model.Job;
import org.arkwright.model.JobState;
import org.arkwright.model.RunPlan;
import org.arkwright.model.RunPlan.Segment;
import org.arkwright.model.Signal;
import org.arkwright.scheduler.waiting.PausedRun;
import org.arkwright.scheduler.waiting.PausedRun.Standing;
import org.arkwright.scheduler.waiting.SlotChoice;

/**
 * Plans when a job that may wait is to run. It never plans past the deadline, for which it takes
 * the job to need a tenth longer than expected, and a minute; without a deadline it waits a day at
 * most. A job of unknown length is not made to wait.
 */
record RunPlanner(EnergyView energy, long nowNanos) {
  /** How long a job without a deadline may be held back after its submission. */
  static final long PATIENCE_NANOS = Duration.ofHours(24).toNanos();

  private static final long MARGIN_NANOS = Duration.ofMinutes(1).toNanos();

  /** Below so many thousandths of the cost, a job does not wait. */
  private static final int WORTHWHILE_PERMILLE = 10;

  /** The plan for a job as it stands; empty when it is to run as if time made no difference. */
  Optional<RunPlan> plan(Job job) {
    Flexibility flexibility = job.spec().flexibility().orElse(Flexibility.NONE);
    Optional<Duration> length = job.spec().expectedDuration().or(() -> job.spec().timeout());
    if (!flexibility.some() || length.isEmpty() || length.get().toHours() > 24 * 366) {
      return Optional.empty();
    }
    long expected = length.get().toNanos();
    long needed = expected + expected / 10 + MARGIN_NANOS;
    if (flexibility.interruptible()) {
      needed = Math.max(MARGIN_NANOS, needed - ranNanos(job));
    }
    Standing standing = standing(job);
    long restart = flexibility.restartCost().toNanos();
    long room = needed + (standing == Standing.PAUSED ? restart : 0);
    long latest = latestEnd(job, room);
    if (latest - room <= nowNanos) {
      return Optional.empty();
    }
    long work = needed;
    return CostCurve.of(energy, nowNanos, latest)
        .flatMap(curve ->
            flexibility.interruptible()
                ? paused(curve, work, restart, standing)
                : whole(curve, work));
  }

  /** Without a deadline, the last start is a day after submission. */
  private static long latestEnd(Job job, long room) {
    return job.spec()
        .deadline()
        .map(deadline -> deadline.getEpochSecond() * 1_000_000_000L + deadline.getNano())
        .orElse(job.submittedAtNanos() + PATIENCE_NANOS + room);
  }

  private static Standing standing(Job job) {
    if (job.state().liveAttempt().isPresent()) {
      return Standing.RUNNING;
    }
    return job.attempts() == 0 ? Standing.FRESH : Standing.PAUSED;
  }

  /** How long the live attempt has run; what earlier ones did may be lost. */
  private long ranNanos(Job job) {
    return job.state() instanceof JobState.Running(Attempt _, long since)
        ? Math.max(0, nowNanos - since)
        : 0;
  }

  private Optional<RunPlan> whole(CostCurve curve, long work) {
    int steps = steps(work, curve);
    if (steps >= curve.steps()) {
      return Optional.empty();
    }
    int first = SlotChoice.contiguous(curve.costs(), 0, curve.steps(), steps);
    BitSet run = new BitSet();
    run.set(first, first + steps);
    return plan(curve, run, steps);
  }

  private Optional<RunPlan> paused(CostCurve curve, long work, long restart, Standing standing) {
    int steps = steps(work, curve);
    if (steps >= curve.steps()) {
      return Optional.empty();
    }
    return PausedRun.cheapest(curve.costsFromZero(), steps, steps(restart, curve), standing)
        .flatMap(run -> plan(curve, run, steps));
  }

  private static int steps(long nanos, CostCurve curve) {
    return (int)
        Math.min(Integer.MAX_VALUE / 4, (nanos + curve.stepNanos() - 1) / curve.stepNanos());
  }

  private static Optional<RunPlan> plan(CostCurve curve, BitSet run, int steps) {
    double[] chosen = new double[curve.steps()];
    run.stream().forEach(step -> chosen[step] = 1);
    double[] atOnce = new double[curve.steps()];
    Arrays.fill(atOnce, 0, Math.min(steps, atOnce.length), 1);
    double now = CostCurve.dot(atOnce, curve.costs());
    double then = CostCurve.dot(chosen, curve.costs());
    int saved = now == 0 ? 0 : (int) Math.min(9999, 1000 * (now - then) / Math.abs(now));
    if (saved < WORTHWHILE_PERMILLE) {
      Segment whole = new Segment(curve.at(0), curve.at(Math.min(steps, curve.steps())));
      return Optional.of(
          new RunPlan(curve.weightiest(atOnce, new double[atOnce.length]), List.of(whole), 0));
    }
    Signal.Kind why = curve.weightiest(chosen, atOnce);
    return Optional.of(new RunPlan(why, segments(curve, run), saved));
  }

  private static List<Segment> segments(CostCurve curve, BitSet run) {
    List<Segment> segments = new ArrayList<>();
    int first = run.nextSetBit(0);
    while (first >= 0) {
      int end = run.nextClearBit(first);
      segments.add(new Segment(curve.at(first), curve.at(end)));
      first = run.nextSetBit(end);
    }
    return segments;
  }
}
