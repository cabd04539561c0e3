package org.arkwright.thread;

import java.time.Duration;
import java.util.Optional;

/**
 * A task for an executor that repeats it, which would forget it, without a word, after the first
 * exception. Whatever the task throws is logged once, and it is called again at its next time.
 */
public final class RepeatedTask implements Runnable {
  private final Runnable task;
  private final Faults faults;

  private RepeatedTask(Runnable task, Faults faults) {
    this.task = task;
    this.faults = faults;
  }

  /**
   * Returns a task that may be handed to a scheduled executor.
   *
   * @param name by which logs and {@link #trouble} call it
   * @param every how often it is called
   */
  public static RepeatedTask of(String name, Duration every, Runnable task) {
    // Two turns without a fault make it well.
    return new RepeatedTask(task, new Faults(name, every.multipliedBy(2)));
  }

  @Override
  public void run() {
    try {
      task.run();
    } catch (Throwable e) {
      var _ = faults.note(e, Duration.ZERO);
    }
  }

  /** What is wrong with the task now, in one line; empty when it is well. Any thread. */
  public Optional<String> trouble() {
    return faults.trouble();
  }
}
