package org.arkwright.model;

import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;

/** The scheduler's proposal; the kernel checks every entry again before it becomes an event. */
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

  /** Starts a queued gang as placed. */
  public record Start(JobId job, Placement placement) {
    /** Starts a queued gang on the given allocation. */
    public Start(JobId job, Allocation allocation) {
      this(job, new Placement.Exact(allocation));
    }
  }

  /** Stops the victim's live attempt to free capacity for another gang. */
  public record Preempt(AttemptId victim, JobId by) {}

  /** Stops a live attempt that resumes when energy is cheaper or cleaner, or power is available. */
  public record Pause(AttemptId attempt, StopCause.Paused.Why why) {}

  public boolean isEmpty() {
    return starts.isEmpty() && preempts.isEmpty() && pauses.isEmpty();
  }
}
