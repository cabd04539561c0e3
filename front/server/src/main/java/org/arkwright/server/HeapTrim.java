package org.arkwright.server;

import java.util.concurrent.TimeUnit;
import org.arkwright.thread.ServiceThread;

/**
 * Collects the whole heap when most of it must be garbage. Left alone, the collector uses all
 * memory it may have before it collects the old generation, which long work fills with garbage:
 * building the projections of a long history used hundreds of megabytes, of which twenty were live.
 */
final class HeapTrim {
  private static final long CHECK_MILLIS = 500;

  /**
   * The heap size below which nothing is collected: the need of a server without jobs, and a
   * reserve.
   */
  static final long RESERVE_BYTES = 64L << 20;

  private long liveBytes;

  /** Starts checking the heap, for as long as the process lives. */
  static void start() {
    var _ = ServiceThread.of("arkwright-heap", new HeapTrim()::run).start();
  }

  /** Whether a heap has grown beyond twice its live part plus the reserve. */
  static boolean isDue(long heapBytes, long liveBytes) {
    return heapBytes > 2 * liveBytes + RESERVE_BYTES;
  }

  private void run() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    while (true) {
      TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
      if (isDue(runtime.totalMemory(), liveBytes)) {
        System.gc();
        liveBytes = runtime.totalMemory() - runtime.freeMemory();
      }
    }
  }
}
