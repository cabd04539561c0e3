package org.arkwright.control;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.StopCause;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.cycle.Explanations;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.view.ClusterView;

/**
 * A second state, folded from durable events, with the writer's latest cycle: what readers see. It
 * equals the writer's state at the same number. Belongs to one thread; readers must not modify it,
 * nor keep anything of it but records.
 */
public final class FollowedState {
  /** The longest time for which a reason is told again; it may be no older than 200 ms. */
  private static final long REASONS_NANOS_MAX = 150_000_000;

  /** Reasons are made anew only once they are older than so many times what they cost. */
  private static final int REASONS_COST_TIMES = 4;

  private final State state;
  private final LongSupplier clock;
  private Optional<Reasons> reasons = Optional.empty();
  private long number;
  private long lastEnd;
  private Cycle cycle;
  private long nowNanos;
  private long lastNanos;
  private boolean isPast;
  private WriterTimes times = WriterTimes.NONE;
  private long starts;
  private long preemptions;

  /**
   * Creates a state that follows from there.
   *
   * @param state owned by this object from now on
   * @param number the number of the last entry included in the state
   * @param clock the current time in nanoseconds since the epoch
   */
  public FollowedState(State state, long number, Cycle cycle, LongSupplier clock) {
    this.state = state;
    this.number = number;
    this.lastEnd = number;
    this.cycle = cycle;
    this.clock = clock;
  }

  /**
   * Returns a state of the past, which stays as it is.
   *
   * @param nowNanos the time for which it answers
   * @param cycle worked out afterwards, as the cycles of the past are not kept
   */
  static FollowedState past(State state, long number, long nowNanos, Cycle cycle) {
    FollowedState past = new FollowedState(state, number, cycle, () -> nowNanos);
    past.isPast = true;
    return past;
  }

  /** Whether it is of the past, where reasons are worked out again and not those of then. */
  public boolean isPast() {
    return isPast;
  }

  /**
   * Takes a commit; events that the state includes already are skipped.
   *
   * @return false, with nothing changed, when events before it are missing
   */
  public boolean take(Commit commit) {
    boolean complete =
        commit.events().isEmpty()
            ? commit.number() <= number
            : commit.events().getFirst().number() <= number + 1;
    if (!complete) {
      return false;
    }
    for (NumberedEvent event : commit.events()) {
      take(event.number(), event.event());
    }
    cycle = commit.cycle();
    times = commit.times();
    return true;
  }

  /** Takes one event, unless the state includes it. */
  void take(long entry, Event event) {
    if (entry > number) {
      Kernel.apply(state, event);
      nowNanos = Math.max(nowNanos, event.atNanos());
      number = entry;
      lastNanos = event.atNanos();
      count(event);
      if (event.endsJob()) {
        lastEnd = entry;
      }
    }
  }

  private void count(Event event) {
    if (event instanceof Event.AttemptStarted) {
      starts++;
    } else if (event instanceof Event.AttemptStopping(_, StopCause.Preempted _, _)) {
      preemptions++;
    }
  }

  /** What the writer had spent when it told of its latest commit. */
  public WriterTimes times() {
    return times;
  }

  /** How many attempts have been started since this object was made. */
  public long starts() {
    return starts;
  }

  /** How many attempts have been stopped for another gang since this object was made. */
  public long preemptions() {
    return preemptions;
  }

  /** The time of the last entry taken, in nanoseconds since the Unix epoch; 0 before any. */
  public long lastNanos() {
    return lastNanos;
  }

  /** The state; valid until the next event, on this object's thread. */
  public State state() {
    return state;
  }

  /** The position: the number of the last entry included. */
  public long number() {
    return number;
  }

  /** The number of the entry by which a job last ended, or a later one: none has ended since. */
  public long lastEnd() {
    return lastEnd;
  }

  /** The current time; never before the last event's. */
  public long nowNanos() {
    nowNanos = Math.max(nowNanos, clock.getAsLong());
    return nowNanos;
  }

  /**
   * Explains why a queued job waits, as of the latest cycle; empty when it is not queued. At most
   * 150 ms old.
   */
  public Optional<Explanation> explain(JobId id) {
    return Optional.ofNullable(explain(List.of(id)).get(id));
  }

  /** Explains why jobs wait, as {@link #explain(JobId)}; without those that are not queued. */
  public Map<JobId, Explanation> explain(Collection<JobId> ids) {
    List<Job> queued = new ArrayList<>();
    for (JobId id : ids) {
      state.job(id).filter(job -> job.state().isWaiting()).ifPresent(queued::add);
    }
    if (queued.isEmpty()) {
      return Map.of();
    }
    long beganNanos = nowNanos();
    Reasons current =
        reasons.filter(known -> known.serve(beganNanos)).orElseGet(() -> new Reasons(beganNanos));
    reasons = Optional.of(current);
    Map<JobId, Explanation> explained = current.of(queued);
    current.costNanos += nowNanos() - beganNanos;
    return explained;
  }

  /** What was told of a job in one of its states. */
  private record Given(Job job, Explanation explanation) {
    @SuppressWarnings("ReferenceEquality") // Each event of a job makes another record.
    boolean isOf(Job other) {
      return job == other;
    }
  }

  /**
   * Reasons as of one position. Under load they serve several questions, so that they cost less.
   */
  private final class Reasons {
    private final Explanations explanations;
    private final Map<JobId, Given> given = new HashMap<>();
    private final Cycle of = cycle;
    private final long at = number;
    private final long fleet = fleetEdition();
    private final long beganNanos;
    private long costNanos;

    Reasons(long beganNanos) {
      this.beganNanos = beganNanos;
      this.explanations = new Explanations(cycle, state, beganNanos);
    }

    /** Whoever lists the same rows gets what others were told; only new gangs are looked at. */
    Map<JobId, Explanation> of(List<Job> queued) {
      Map<JobId, Explanation> explained = HashMap.newHashMap(queued.size());
      List<Job> unseen = new ArrayList<>();
      for (Job job : queued) {
        Given before = given.get(job.id());
        if (before != null && before.isOf(job)) {
          explained.put(job.id(), before.explanation);
        } else {
          unseen.add(job);
        }
      }
      List<Explanation> found = unseen.isEmpty() ? List.of() : explanations.of(unseen);
      for (int i = 0; i < unseen.size(); i++) {
        Job job = unseen.get(i);
        given.put(job.id(), new Given(job, found.get(i)));
        explained.put(job.id(), found.get(i));
      }
      return explained;
    }

    @SuppressWarnings("ReferenceEquality") // Each cycle is another one, whatever it planned.
    boolean serve(long nowNanos) {
      long age = nowNanos - beganNanos;
      boolean current = at == number && of == cycle;
      return fleet == fleetEdition()
          && age < REASONS_NANOS_MAX
          && (current || age < REASONS_COST_TIMES * costNanos);
    }
  }

  private long fleetEdition() {
    return state.changes().map(ClusterView.Changes::fleetEdition).orElse(0L);
  }
}
