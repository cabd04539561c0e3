package org.arkwright.control;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.explain.Explanation;

/** The interface to the single writer. Thread-safe; no method blocks. */
public interface ControlPlane {
  /**
   * Submits a request to the writer. The future completes once the outcome is durable. It fails
   * with an {@link UnavailableException} when the journal cannot store the outcome; the command
   * then has no effect. The request's origin is stored with the events.
   */
  CompletableFuture<Answer> submit(Request request);

  /** Runs a short, read-only query on the writer's thread. */
  <T> CompletableFuture<T> read(Function<State, T> query);

  /** Explains why a queued job waits, as of the latest plan; empty when it is not queued. */
  CompletableFuture<Optional<Explanation>> explain(JobId job);

  /**
   * Delivers every durable event numbered above {@code after} to the listener once, in order, and
   * never concurrently: first past events from the journal, on a dedicated thread, then live ones,
   * on the writer's thread, where the listener must be quick. A listener that throws gets the same
   * events again later, on a dedicated thread, and none after them before it has taken them; so
   * does one whose past events cannot be read.
   *
   * @return the handle that ends the subscription
   */
  Subscription subscribe(long after, EventListener listener);

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
