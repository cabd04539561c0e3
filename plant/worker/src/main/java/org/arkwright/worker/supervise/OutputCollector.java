package org.arkwright.worker.supervise;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.arkwright.artifact.output.OutputLimits;
import org.arkwright.artifact.output.OutputWatch;
import org.arkwright.artifact.output.RefusedOutput;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.Order;
import org.arkwright.worker.rank.MountFolders;

/**
 * Stores the outputs of attempts, each on a thread of its own: one that the kernel holds up holds
 * up no other. Every attempt's storing ends, by its own end, {@link #cancel} or the limit of time,
 * and its completion is called exactly once. Thread-safe.
 */
final class OutputCollector implements AutoCloseable {
  /** Checkpoints of an attempt that failed or was stopped, for whose end somebody waits. */
  private static final Duration UNSUCCESSFUL_LIMIT = Duration.ofMinutes(30);

  private static final Logger LOG = System.getLogger(OutputCollector.class.getName());

  private final MountFolders mounts;
  private final ScheduledExecutorService timer;
  private final Map<AttemptId, Storing> storing = new ConcurrentHashMap<>();

  /** Creates a collector; the timer ends what takes too long. */
  OutputCollector(MountFolders mounts, ScheduledExecutorService timer) {
    this.mounts = mounts;
    this.timer = timer;
  }

  /** Receives the exit to report for the last rank, and the stored outputs. */
  @FunctionalInterface
  interface Completion {
    void ended(RankExit exit, Optional<StoredOutputs> stored);
  }

  /** Whether the attempt may have outputs to store. */
  boolean hasOutputs(Order.Launch launch) {
    return mounts.hasOutputs(launch);
  }

  /**
   * Stores the outputs of an attempt whose processes have ended.
   *
   * @param exit the exit of its last rank
   * @param succeeded whether all its ranks succeeded: its outputs are then required
   */
  void store(Order.Launch launch, RankExit exit, boolean succeeded, Completion completion) {
    Storing one = new Storing(launch, exit, succeeded, completion);
    storing.put(launch.attempt(), one);
    var _ = timer.schedule(one::expire, one.limit().toMillis(), TimeUnit.MILLISECONDS);
    Thread.ofPlatform().name("store-" + launch.attempt()).daemon().start(one::run);
  }

  /**
   * Ends the storing of a successful attempt's outputs, if it is going on; what is stored so far is
   * lost. Checkpoints of an attempt that was stopped are what its next attempt needs: they go on.
   */
  void cancel(AttemptId attempt) {
    Storing one = storing.get(attempt);
    if (one != null && one.succeeded) {
      one.end(new RankExit.Stopped(true), Optional.empty());
    }
  }

  /** Ends any storing of an attempt that this worker may no longer keep. */
  void fence(AttemptId attempt, String why) {
    Storing one = storing.get(attempt);
    if (one != null) {
      one.end(new RankExit.Lost(why), Optional.empty());
    }
  }

  /** Returns the exception's message, or its name if it has none. */
  static String text(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Nothing to end: the threads are daemons, and the next worker stores what is not stored. */
  @Override
  public void close() {}

  private final class Storing implements OutputWatch {
    private final Order.Launch launch;
    private final RankExit exit;
    private final boolean succeeded;
    private final AtomicReference<Optional<Completion>> completion;

    Storing(Order.Launch launch, RankExit exit, boolean succeeded, Completion completion) {
      this.launch = launch;
      this.exit = exit;
      this.succeeded = succeeded;
      this.completion = new AtomicReference<>(Optional.of(completion));
    }

    void run() {
      try {
        end(exit, Optional.of(mounts.store(launch, succeeded, this)));
      } catch (RefusedOutput e) {
        // What the job left, and no fault of this program: its trace would tell nothing.
        LOG.log(Level.INFO, "refused the outputs of " + launch.attempt() + ": " + text(e));
        end(succeeded ? new RankExit.OutputRefused(text(e)) : exit, Optional.empty());
      } catch (IOException e) {
        failed(new RankExit.Lost("its outputs could not be stored: " + text(e)), e);
      } catch (RuntimeException | Error e) {
        // What the job left is the only input: whoever runs it again meets the same failure.
        failed(new RankExit.OutputRefused("its outputs could not be stored: " + e), e);
      }
    }

    private void failed(RankExit instead, Throwable e) {
      LOG.log(Level.WARNING, "could not store the outputs of " + launch.attempt(), e);
      end(succeeded ? instead : exit, Optional.empty());
    }

    Duration limit() {
      return succeeded ? OutputLimits.DEFAULT.time() : UNSUCCESSFUL_LIMIT;
    }

    void expire() {
      end(
          succeeded
              ? new RankExit.OutputRefused(
                  "storing its outputs took more than %d minutes: write less, or in fewer files"
                      .formatted(limit().toMinutes()))
              : exit,
          Optional.empty());
    }

    private void end(RankExit reported, Optional<StoredOutputs> stored) {
      Optional<Completion> receiver = completion.getAndSet(Optional.empty());
      storing.remove(launch.attempt(), this);
      receiver.ifPresent(found -> found.ended(reported, stored));
    }

    @Override
    public void check() throws RefusedOutput {
      if (completion.get().isEmpty()) {
        throw new RefusedOutput("storing was stopped");
      }
    }
  }
}
