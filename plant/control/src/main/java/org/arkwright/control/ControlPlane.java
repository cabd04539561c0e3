package org.arkwright.control;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.job.Job;

/** The interface to the single writer. Thread-safe; no method blocks. */
public interface ControlPlane {
  /**
   * Submits a request to the writer. The future completes once the outcome is durable. It fails
   * with an {@link UnavailableException} when the journal cannot store the outcome; the command
   * then has no effect. The request's origin is stored with the events.
   */
  CompletableFuture<Answer> submit(Request request);

  /**
   * Answers whoever only reads. The writer itself answers no reads: there is no method for that.
   */
  StateReader reader();

  /** The outcome of a command. */
  sealed interface Answer {
    /**
     * The command was accepted, and its events are durable.
     *
     * @param number the last entry of the journal at that time
     * @param job the current state of a submitted or cancelled job, final or not; empty for other
     *     commands, and when the job had ended before
     */
    record Done(long number, Optional<Job> job) implements Answer {}

    /**
     * The submission's idempotency key had already been used for that job; nothing changed.
     *
     * @param current the current state of the job; empty when it has ended
     */
    record Repeated(JobId job, Optional<Job> current) implements Answer {}

    /**
     * The pipeline had been submitted with the same idempotency key, or lives and does exactly what
     * was asked for; nothing changed.
     */
    record PipelineRepeated(PipelineId pipeline) implements Answer {}

    record Refused(Refusal refusal) implements Answer {}
  }

  /** Receives durable events. */
  @FunctionalInterface
  interface EventListener {
    void onEvents(List<NumberedEvent> events);
  }

  /** An event and its number in the journal. */
  record NumberedEvent(long number, Event event) {}

  /** A running subscription. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
