package org.arkwright.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;

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

  /**
   * Runs the attempt's ranks where its allocation says, unless they run or have run already. After
   * {@link #start}, every live attempt is launched again, also one that is stopping, before it is
   * stopped again: the engine itself remembers nothing. A spec that needs a capability which is not
   * declared has its ranks reported as not started, with {@link Capability#refusal}.
   */
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
    REATTACH("re-attach to running ranks"),
    /** Gives each rank its share of a device. */
    DEVICE_SHARES("share a device between ranks"),
    /** Runs ranks in a sandbox. */
    SANDBOX("run ranks in a sandbox");

    private final String words;

    Capability(String words) {
      this.words = words;
    }

    /** What every engine says when it is asked for this and does not declare it. */
    public String refusal() {
      return "this engine cannot " + words;
    }

    /** The first capability that the spec needs and that is not declared. */
    public static Optional<Capability> missing(JobSpec spec, Set<Capability> declared) {
      boolean shares =
          spec.gang().resources().devices().filter(wanted -> !wanted.share().isWhole()).isPresent();
      if (shares && !declared.contains(DEVICE_SHARES)) {
        return Optional.of(DEVICE_SHARES);
      }
      return spec.execution().isolation() == Isolation.SANDBOX && !declared.contains(SANDBOX)
          ? Optional.of(SANDBOX)
          : Optional.empty();
    }
  }
}
