package org.arkwright.model;

import java.util.List;

/** What the scheduler proposes; the kernel checks every line again before it becomes an event. */
public record Plan(List<Start> starts, List<Preempt> preempts) {
  public static final Plan EMPTY = new Plan(List.of(), List.of());

  public Plan {
    starts = List.copyOf(starts);
    preempts = List.copyOf(preempts);
  }

  /** Start a queued gang there. */
  public record Start(JobId job, Allocation allocation) {}

  /** Stop the victim's live attempt, to make room for another gang. */
  public record Preempt(AttemptId victim, JobId by) {}

  public boolean isEmpty() {
    return starts.isEmpty() && preempts.isEmpty();
  }
}
