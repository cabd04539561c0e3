package org.arkwright.model;

import java.util.List;

/** What the scheduler proposes; the kernel checks every line again before it becomes an event. */
public record Plan(List<Start> starts, List<Preempt> preempts, List<Pause> pauses, List<Run> runs) {
  public static final Plan EMPTY = new Plan(List.of(), List.of());

  public Plan {
    starts = List.copyOf(starts);
    preempts = List.copyOf(preempts);
    pauses = List.copyOf(pauses);
    runs = List.copyOf(runs);
  }

  /** A plan in which time and energy play no part. */
  public Plan(List<Start> starts, List<Preempt> preempts) {
    this(starts, preempts, List.of(), List.of());
  }

  /** Start a queued gang there. */
  public record Start(JobId job, Allocation allocation) {}

  /** Stop the victim's live attempt, to make room for another gang. */
  public record Preempt(AttemptId victim, JobId by) {}

  /** Stop the attempt until its time comes, or until the site may draw more. */
  public record Pause(AttemptId attempt, StopCause.Paused.Why why) {}

  /** The job is to run at those times. */
  public record Run(JobId job, RunPlan plan) {}

  public boolean isEmpty() {
    return starts.isEmpty() && preempts.isEmpty() && pauses.isEmpty() && runs.isEmpty();
  }
}
