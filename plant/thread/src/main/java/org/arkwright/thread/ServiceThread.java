package org.arkwright.thread;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.arkwright.model.unit.Backoff;

/**
 * A thread for a loop that has to go on as long as its process. Whatever the loop throws is logged
 * once, with the thread's name, and the loop is started again after a pause that grows with each
 * fault; meanwhile, and for some seconds of work after it, {@link #trouble} says so. The thread
 * ends when the loop returns, or when it is interrupted. Any thread may call its methods.
 */
public final class ServiceThread {
  private static final Backoff PAUSES = Backoff.ofMillis(200, 10_000);
  private static final Duration STEADY = Duration.ofSeconds(5);

  private final Loop loop;
  private final Backoff pauses;
  private final Faults faults;
  private final Thread thread;

  /** What the thread does until it is to end. It may be called again after it has thrown. */
  @FunctionalInterface
  public interface Loop {
    /**
     * Runs until there is nothing left to do, ever.
     *
     * @throws InterruptedException when it was told to end
     */
    void run() throws InterruptedException;
  }

  ServiceThread(String name, Loop loop, Backoff pauses, Duration steady) {
    this.loop = loop;
    this.pauses = pauses;
    this.faults = new Faults(name, steady);
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /**
   * Returns a thread that is not started. It is a daemon.
   *
   * @param name the thread's name, by which logs and {@link #trouble} call it
   */
  public static ServiceThread of(String name, Loop loop) {
    return new ServiceThread(name, loop, PAUSES, STEADY);
  }

  /** Starts the thread, once, and returns this. */
  public ServiceThread start() {
    thread.start();
    return this;
  }

  private void run() {
    while (true) {
      try {
        loop.run();
        return;
      } catch (InterruptedException _) {
        return;
      } catch (Throwable e) {
        if (!rest(e)) {
          return;
        }
      }
    }
  }

  /** Rests after a fault; returns false when the thread is to end. */
  private boolean rest(Throwable fault) {
    Duration pause = pauses.after(faults.inARow() + 1, ThreadLocalRandom.current());
    var _ = faults.note(fault, pause);
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException _) {
      return false;
    }
  }

  /** What is wrong with the loop now, in one line; empty when it is well. */
  public Optional<String> trouble() {
    return faults.trouble();
  }

  /** Asks the loop to end. */
  public void interrupt() {
    thread.interrupt();
  }

  /** Whether the thread was started. */
  public boolean wasStarted() {
    return thread.getState() != Thread.State.NEW;
  }

  /** Waits until the thread has ended. */
  public void join() throws InterruptedException {
    thread.join();
  }

  /** Waits that long for the thread to end; returns whether it has. */
  public boolean join(Duration most) throws InterruptedException {
    return thread.join(most);
  }
}
