package org.arkwright.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;

/**
 * Starts, stops and observes the attempts of a site. Every operation is idempotent per attempt,
 * returns immediately, and is repeated by the controller while desired and observed state differ.
 * So an adapter may lose a call in a crash, but it must never run an attempt's rank twice.
 *
 * <p>All operations are called from the controller's thread; observations may come from any thread.
 */
public interface Engine extends AutoCloseable {
  /**
   * Names the start of the control plane that the engine serves, before {@link #start}: workers
   * obey no earlier one. Engines whose workers do not outlive them need not know.
   *
   * @param knownNanos the time of the journal's last entry before the start: attempts of jobs that
   *     were submitted since are of another course of events, which this journal has lost
   */
  default void serve(Event.ServerStarted start, long knownNanos) {}

  /**
   * Starts observing. Running attempts that are neither in {@code live} nor launched afterwards are
   * stopped and forgotten.
   */
  void start(Observer observer, Collection<AttemptId> live);

  /**
   * Runs the attempt's ranks as placed, unless they are running or have run already. After {@link
   * #start}, every live attempt is launched again (a stopping one before it is stopped again),
   * since the engine itself stores nothing. If the spec needs what a node cannot do, its ranks are
   * reported as not started, with {@link org.arkwright.model.node.Capability#refusal}.
   *
   * <p>An attempt that its site places is launched without nodes: it goes to the site's queue. What
   * the site says there is reported as {@code ReportAttemptWaiting}, that it was placed as {@code
   * ReportAttemptPlaced}, after {@code ReportNode} of its nodes. Then it is launched again, with
   * them, and only now its ranks may start. If the site does not take it, has given it up, or has
   * removed it as it was to stop, before it was placed, {@code ReportAttemptDeclined} ends it. What
   * the site has forgotten is given to it again.
   */
  void launch(Launch launch);

  /** Asks the attempt's ranks to stop, and kills those still running after the grace period. */
  void stop(AttemptId attempt, Duration grace);

  /** Discards all data about the attempt, whose end is durable. */
  void forget(AttemptId attempt);

  /** Stops observing; running ranks are left running. */
  @Override
  void close();

  /** Receives observations; the stage completes once they are durable. */
  @FunctionalInterface
  interface Observer {
    CompletionStage<Void> observe(List<Observation> batch);
  }

  /**
   * What keeps the engine from working, in one line, if anything does. Any thread; never blocks.
   */
  default Optional<String> trouble() {
    return Optional.empty();
  }
}
