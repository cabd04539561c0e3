package org.arkwright.thread;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Tasks that are each run once, by an executor that would forget what they throw. It is logged,
 * once while it repeats, and {@link #trouble} tells of it for a minute. Whoever waits for a task
 * has to be told by the task itself. Any thread.
 */
public final class OneShots implements Executor {
  private static final Duration STEADY = Duration.ofMinutes(1);

  private final Executor executor;
  private final Faults faults;

  private OneShots(Executor executor, Faults faults) {
    this.executor = executor;
    this.faults = faults;
  }

  /**
   * Returns the tasks of one part.
   *
   * @param name by which logs and {@link #trouble} call the part
   * @param executor runs them; closed by whoever made it
   */
  public static OneShots of(String name, Executor executor) {
    return new OneShots(executor, new Faults(name, STEADY));
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> {
      try {
        task.run();
      } catch (Throwable e) {
        failed(e);
      }
    });
  }

  /** Notes the failure of a task that has dealt with it itself. */
  public void failed(Throwable fault) {
    var _ = faults.note(fault, Duration.ZERO);
  }

  /** What is wrong, in one line; empty when no task has failed lately. */
  public Optional<String> trouble() {
    return faults.trouble();
  }
}
