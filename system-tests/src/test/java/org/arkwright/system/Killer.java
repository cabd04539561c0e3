package org.arkwright.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Kills a site's processes with kill -9 at random instants, so many times. */
final class Killer {
  private static final int PAUSE_MILLIS_MIN = 100;
  private static final int PAUSE_MILLIS_MAX = 1_500;
  private static final Duration START_MAX = Duration.ofSeconds(30);

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

  /** Returns what was killed, once that is {@code times}. */
  List<?> kill(int times) throws InterruptedException {
    while (killed.size() < times) {
      if (random.nextInt(4) != 0) {
        // Else even a site that is just starting is struck.
        TestHome.await(
            "server and worker run",
            START_MAX,
            () -> site.address().isPresent() && site.worker().isPresent());
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX));
      strike(Target.values()[random.nextInt(Target.values().length)]);
    }
    return List.copyOf(killed);
  }

  private void strike(Target target) {
    boolean struck =
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
    if (struck) {
      killed.add(target);
    }
  }
}
