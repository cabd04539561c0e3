package org.arkwright.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Kills a site's processes with kill -9 at random times. */
final class Killer {
  private static final int PAUSE_MILLIS_MIN = 100;
  private static final int PAUSE_MILLIS_MAX = 1_500;
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  private enum Target {
    SERVER,
    WORKER,
    BOTH
  }

  private final TestHome site;
  private final RandomGenerator random;
  private final List<Target> killed = new ArrayList<>();

  Killer(TestHome site, RandomGenerator random) {
    this.site = site;
    this.random = random;
  }

  /** Kills {@code times} times, and returns what was killed. */
  List<?> kill(int times) throws InterruptedException {
    while (killed.size() < times) {
      if (random.nextInt(4) != 0) {
        // Otherwise, the site may still be starting.
        TestHome.await(
            "server and worker are running",
            START_TIMEOUT,
            () -> site.address().isPresent() && site.worker().isPresent());
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX));
      kill(Target.values()[random.nextInt(Target.values().length)]);
    }
    return List.copyOf(killed);
  }

  private void kill(Target target) {
    boolean wasKilled =
        switch (target) {
          case SERVER -> {
            site.killServer();
            yield true;
          }
          case WORKER -> site.killWorker();
          case BOTH -> {
            boolean worker = site.killWorker();
            site.killServer();
            yield worker;
          }
        };
    if (wasKilled) {
      killed.add(target);
    }
  }
}
