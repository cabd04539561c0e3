package org.arkwright.model;

import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;

/** What the scheduler proposes; the kernel checks every line again before it becomes an event. */
public record Plan(List<Start> starts, List<Preempt> preempts, List<Pause> pauses) {
  public static final Plan EMPTY = new Plan(List.of(), List.of());

  public Plan {
    starts = List.copyOf(starts);
    preempts = List.copyOf(preempts);
    pauses = List.copyOf(pauses);
  }

  /** A plan without pauses. */
  public Plan(List<Start> starts, List<Preempt> preempts) {
    this(starts, preempts, List.of());
  }

  /** Start a queued gang there. */
  public record Start(JobId job, Allocation allocation) {}

  /** Stop the victim's live attempt, to make room for another gang. */
  public record Preempt(AttemptId victim, JobId by) {}

  /** Stop a live attempt, to go on when energy is cheaper or cleaner, or there is power. */
  public record Pause(AttemptId attempt, StopCause.Paused.Why why) {}

  public boolean isEmpty() {
    return starts.isEmpty() && preempts.isEmpty() && pauses.isEmpty();
  }
}
