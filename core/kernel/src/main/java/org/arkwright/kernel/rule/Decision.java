package org.arkwright.kernel.rule;

import java.util.List;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;

/** The kernel's answer to a command. */
public sealed interface Decision {
  /**
   * The command is accepted and takes effect once the events are durable; empty when nothing
   * changes.
   */
  record Accepted(List<Event> events) implements Decision {
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /** A request with the idempotency key was carried out before; nothing changes. */
  record AlreadyDone() implements Decision {}

  /** The idempotency key was used before, for the given job. */
  record AlreadyAccepted(JobId job) implements Decision {}

  /** The pipeline was submitted before, or a live one is doing exactly the same. */
  record PipelineAlreadyAccepted(PipelineId pipeline) implements Decision {}

  record Refused(Refusal refusal) implements Decision {}
}
