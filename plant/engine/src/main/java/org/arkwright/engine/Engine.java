package org.arkwright.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.arkwright.model.AttemptId;
import org.arkwright.model.Command.Observation;

/**
 * A site's machinery: starts and stops attempts and tells what it sees. Every verb is idempotent by
 * attempt, returns at once, and is repeated by the controller whenever desired and observed differ,
 * so an adapter may lose a call in a crash but must never run an attempt's rank twice.
 *
 * <p>All verbs are called from the controller's thread; observations may come from any.
 */
public interface Engine extends AutoCloseable {
  Set<Capability> capabilities();

  /**
   * Begins to observe. Attempts the engine finds running that are neither in {@code live} nor
   * launched afterwards are stopped and forgotten.
   */
  void start(Observer observer, Collection<AttemptId> live);

  /** Runs the attempt's ranks where its allocation says, unless they run or have run already. */
  void launch(Launch launch);

  /** Asks the attempt's ranks to stop, and kills those left after the grace period. */
  void stop(AttemptId attempt, Duration grace);

  /** The attempt's end is durable: whatever was kept about it may go. */
  void forget(AttemptId attempt);

  /** Stops observing; running ranks stay as they are. */
  @Override
  void close();

  /** Takes observations; the stage completes once they are durable. */
  @FunctionalInterface
  interface Observer {
    CompletionStage<Void> observe(List<Observation> batch);
  }

  /** What an engine may or may not be able to do; what it does not declare is refused. */
  enum Capability {
    /** Re-attaches to running ranks after the control plane or the worker was restarted. */
    REATTACH,
    /** Gives each rank its share of a device. */
    DEVICE_SHARES,
    /** Runs ranks in a sandbox. */
    SANDBOX
  }
}
