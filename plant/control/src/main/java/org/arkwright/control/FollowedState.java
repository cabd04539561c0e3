package org.arkwright.control;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.explain.Explanation;

/**
 * A second state, folded from durable events, with the writer's latest cycle: what readers see. It
 * equals the writer's state at the same number. Belongs to one thread; readers must not modify it,
 * nor keep anything of it but records.
 */
public final class FollowedState {
  private final State state;
  private final LongSupplier clock;
  private long number;
  private Cycle cycle;
  private long nowNanos;

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
    this.cycle = cycle;
    this.clock = clock;
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
    return true;
  }

  /** Takes one event, unless the state includes it. */
  void take(long entry, Event event) {
    if (entry > number) {
      Kernel.apply(state, event);
      nowNanos = Math.max(nowNanos, event.atNanos());
      number = entry;
    }
  }

  /** The state; valid until the next event, on this object's thread. */
  public State state() {
    return state;
  }

  /** The position: the number of the last entry included. */
  public long number() {
    return number;
  }

  /** The current time; never before the last event's. */
  public long nowNanos() {
    nowNanos = Math.max(nowNanos, clock.getAsLong());
    return nowNanos;
  }

  /** Explains why a queued job waits, as of the latest cycle; empty when it is not queued. */
  public Optional<Explanation> explain(JobId id) {
    Optional<Job> queued = state.job(id).filter(job -> job.state() instanceof JobState.Queued);
    return queued.map(job -> cycle.explain(state, job, nowNanos()));
  }
}
