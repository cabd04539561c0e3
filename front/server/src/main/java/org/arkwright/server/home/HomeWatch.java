package org.arkwright.server.home;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.arkwright.thread.ServiceThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the home is deleted or replaced while its server runs, and puts back the small files
 * that alone are lost or damaged: without them nobody finds the server, or may call it.
 */
public final class HomeWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HomeWatch.class);
  private static final long PAUSE_MILLIS = 1_000;

  private final HomePlace place;
  private final FileMender mender;
  private final Runnable gone;
  private final ServiceThread thread;

  /**
   * @param kept files that are to stay as they are as long as this server runs
   * @param gone called once, on a thread of its own
   */
  public HomeWatch(HomePlace place, HomeFiles kept, Runnable gone) {
    this.place = place;
    this.mender = new FileMender(kept, text -> log.warn("{}", text));
    this.gone = gone;
    this.thread = ServiceThread.of("arkwright-home", this::run);
  }

  public HomeWatch start() {
    var _ = thread.start();
    return this;
  }

  private void run() throws InterruptedException {
    int seen = 0;
    while (seen < 2) { // Looked at twice, since a file system may be between two states.
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      seen = isGone() ? seen + 1 : 0;
      if (seen == 0) {
        mender.look();
      }
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
