package org.arkwright.control.site;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;
import org.arkwright.thread.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * Calls the engine of one site on a thread of its own, in the order in which its attempts came up.
 * What waits is kept by attempt, and the latest replaces earlier ones, so it never exceeds the
 * site's live attempts however often the controller repeats itself. Thread-safe; only {@link
 * #close} blocks.
 */
final class SiteLane {
  private final String site;
  private final Engine engine;
  private final Duration patience;
  private final ServiceThread thread;
  private final SequencedMap<AttemptId, Desired> desired = new LinkedHashMap<>();
  private volatile Running running = Running.NOTHING;
  private @Nullable Runnable beginning;

  /**
   * What the engine is to do about an attempt: launch it, then stop it, as far as present; or
   * forget it.
   */
  private record Desired(Optional<Launch> launch, Optional<Duration> stop, boolean forget) {
    static final Desired FORGET = new Desired(Optional.empty(), Optional.empty(), true);

    /** This, unless a later one was made meanwhile. */
    Desired before(Desired later) {
      return later.forget
          ? later
          : new Desired(later.launch.or(() -> launch), later.stop.or(() -> stop), false);
    }
  }

  /** The call that the engine is in; its name is empty for none. */
  private record Running(String name, long sinceNanos) {
    static final Running NOTHING = new Running("", 0);
  }

  /**
   * Creates a lane that calls nothing until it is started.
   *
   * @param patience how long a call may take before it is a {@link #trouble}
   */
  SiteLane(String site, Engine engine, Duration patience) {
    this.patience = patience;
    this.site = site;
    this.engine = engine;
    this.thread = ServiceThread.of("site-" + site, this::run);
  }

  /**
   * Starts the thread.
   *
   * @param begin starts the engine; repeated if it fails
   */
  void start(Runnable begin) {
    synchronized (desired) {
      beginning = begin;
    }
    var _ = thread.start();
  }

  void launch(Launch launch) {
    add(launch.attempt(), new Desired(Optional.of(launch), Optional.empty(), false));
  }

  void stop(AttemptId attempt, Duration grace) {
    add(attempt, new Desired(Optional.empty(), Optional.of(grace), false));
  }

  void forget(AttemptId attempt) {
    add(attempt, Desired.FORGET);
  }

  private void add(AttemptId attempt, Desired order) {
    synchronized (desired) {
      desired.merge(attempt, order, Desired::before);
      desired.notifyAll();
    }
  }

  private void run() throws InterruptedException {
    begin();
    while (true) {
      Map.Entry<AttemptId, Desired> next = take();
      AttemptId attempt = next.getKey();
      try {
        fulfil(attempt, next.getValue());
      } catch (RuntimeException | Error e) {
        synchronized (desired) {
          // Behind the others, which may be well.
          desired.merge(attempt, next.getValue(), (later, first) -> first.before(later));
        }
        throw e;
      } finally {
        running = Running.NOTHING;
      }
    }
  }

  private void begin() {
    Runnable begin;
    synchronized (desired) {
      begin = beginning;
    }
    if (begin != null) {
      try {
        running = new Running("start", System.nanoTime());
        begin.run();
      } finally {
        running = Running.NOTHING;
      }
      synchronized (desired) {
        beginning = null;
      }
    }
  }

  private Map.Entry<AttemptId, Desired> take() throws InterruptedException {
    synchronized (desired) {
      while (desired.isEmpty()) {
        desired.wait();
      }
      return desired.pollFirstEntry();
    }
  }

  private void fulfil(AttemptId attempt, Desired order) {
    order
        .launch()
        .ifPresent(launch -> {
          running = new Running("launch of " + attempt, System.nanoTime());
          engine.launch(launch);
        });
    order
        .stop()
        .ifPresent(grace -> {
          running = new Running("stop of " + attempt, System.nanoTime());
          engine.stop(attempt, grace);
        });
    if (order.forget()) {
      running = new Running("forgetting " + attempt, System.nanoTime());
      engine.forget(attempt);
    }
  }

  /** What is wrong with the site, in one line, if anything is. */
  Optional<String> trouble() {
    Running now = running;
    Duration since = Duration.ofNanos(System.nanoTime() - now.sinceNanos);
    return now.name.isEmpty() || since.compareTo(patience) < 0
        ? thread.trouble().or(engine::trouble)
        : Optional.of(
            "site %s has not returned from the %s for %d s; other sites go on"
                .formatted(site, now.name, since.toSeconds()));
  }

  /** The number of attempts about which the engine is still to be called. */
  int waiting() {
    synchronized (desired) {
      return desired.size();
    }
  }

  String site() {
    return site;
  }

  /** Closes the engine; what waits is left to the next start. */
  void close() {
    thread.interrupt();
    engine.close();
  }
}
