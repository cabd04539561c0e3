package org.arkwright.server;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.arkwright.thread.ServiceThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices when the home is deleted or replaced while its server runs. */
final class HomeWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HomeWatch.class);
  private static final long PAUSE_MILLIS = 1_000;

  private final HomePlace place;
  private final Runnable gone;
  private final ServiceThread thread;

  /**
   * @param gone called once, on a thread of its own
   */
  HomeWatch(HomePlace place, Runnable gone) {
    this.place = place;
    this.gone = gone;
    this.thread = ServiceThread.of("arkwright-home", this::run);
  }

  HomeWatch start() {
    var _ = thread.start();
    return this;
  }

  private void run() throws InterruptedException {
    int seen = 0;
    while (seen < 2) { // Looked at twice, since a file system may be between two states.
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      seen = isGone() ? seen + 1 : 0;
    }
    gone.run();
  }

  private boolean isGone() {
    try {
      return place.hasGone();
    } catch (IOException e) {
      log.warn("The home cannot be looked at: {}", e.toString());
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
