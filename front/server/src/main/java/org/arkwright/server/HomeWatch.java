package org.arkwright.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.arkwright.thread.ServiceThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the home is deleted or replaced while its server runs, and writes the server's
 * notice again when that alone has gone: without it nobody finds the server.
 */
final class HomeWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HomeWatch.class);
  private static final long PAUSE_MILLIS = 1_000;

  private final HomePlace place;
  private final ServerNotice notice;
  private final Path noticeFile;
  private final Runnable gone;
  private final ServiceThread thread;

  /**
   * @param notice what is in {@code noticeFile} as long as this server runs
   * @param gone called once, on a thread of its own
   */
  HomeWatch(HomePlace place, ServerNotice notice, Path noticeFile, Runnable gone) {
    this.place = place;
    this.notice = notice;
    this.noticeFile = noticeFile;
    this.gone = gone;
    this.thread = ServiceThread.of("arkwright-home", this::run);
  }

  HomeWatch start() {
    var _ = thread.start();
    return this;
  }

  private void run() throws InterruptedException {
    int seen = 0;
    int missed = 0;
    while (seen < 2) { // Looked at twice, since a file system may be between two states.
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      seen = isGone() ? seen + 1 : 0;
      missed = seen > 0 || isNoticed() ? 0 : missed + 1;
      if (missed == 2) {
        restoreNotice();
        missed = 0;
      }
    }
    gone.run();
  }

  private boolean isNoticed() {
    return ServerNotice.read(noticeFile).filter(notice::equals).isPresent();
  }

  private void restoreNotice() {
    try {
      notice.write(noticeFile);
      log.warn("{} was missing or damaged, and is written again", noticeFile);
    } catch (IOException e) {
      log.warn("{} is missing or damaged, and cannot be written: {}", noticeFile, e.toString());
    }
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
