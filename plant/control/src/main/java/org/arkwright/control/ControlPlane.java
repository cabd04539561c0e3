package org.arkwright.control;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.explain.Explanation;

/** The face of the single writer. Safe for any thread; nothing here blocks. */
public interface ControlPlane {
  /**
   * Hands a command to the writer. The future completes once the outcome is durable, and fails with
   * a {@link UnavailableException} when the journal cannot take it; nothing of it is kept then.
   *
   * @param origin who wants it, kept with what comes of it; empty where nobody but the control
   *     plane itself does
   */
  CompletableFuture<Answer> submit(Command command, Optional<CommandOrigin> origin);

  /** Hands over a command that somebody gave. */
  default CompletableFuture<Answer> submit(Command command, CommandOrigin origin) {
    return submit(command, Optional.of(origin));
  }

  /** Hands over a command of the control plane's own. */
  default CompletableFuture<Answer> submit(Command command) {
    return submit(command, Optional.empty());
  }

  /** Runs a short, read-only question on the writer's thread. */
  <T> CompletableFuture<T> read(Function<State, T> question);

  /** Why a queued job waits, by the latest plan; empty when it is not queued. */
  CompletableFuture<Optional<Explanation>> explain(JobId job);

  /**
   * Hands every durable event above {@code after} to the listener once, in order, never two calls
   * at a time: first what the journal holds, on a thread of its own, then what happens, on the
   * writer's thread, where the listener must be quick. A listener that throws loses its
   * subscription.
   *
   * @return ends the subscription
   */
  Subscription subscribe(long after, EventListener listener);

  /** What became of a command. */
  sealed interface Answer {
    /**
     * Durable.
     *
     * @param number the journal's last entry by then
     * @param job for a submission or a cancellation, the job as it now is, final or not; empty when
     *     it had ended before
     */
    record Done(long number, Optional<Job> job) implements Answer {}

    /**
     * The submission's idempotency key was used before, for that job; nothing changed.
     *
     * @param current the job as it now is; empty when it has ended
     */
    record Repeated(JobId job, Optional<Job> current) implements Answer {}

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
