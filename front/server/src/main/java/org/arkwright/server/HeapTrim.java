package org.arkwright.server;

import java.util.concurrent.TimeUnit;

/**
 * Collects the whole heap once most of it must be garbage. The collector by itself takes all memory
 * it may have before it looks through the old part, and long work fills that with what has passed:
 * building projections of a long history took hundreds of megabytes and held twenty.
 */
final class HeapTrim {
  private static final long LOOK_AGAIN_MILLIS = 500;

  /** A heap up to this size is left alone: what a server without jobs needs, and some room. */
  static final long FREE_BYTES = 64L << 20;

  private long liveBytes;

  /** Looks after the heap for as long as the process lives. */
  static void start() {
    Thread.ofPlatform().name("arkwright-heap").daemon().start(new HeapTrim()::run);
  }

  /** Whether a heap has grown to more than twice what was alive in it, and the room. */
  static boolean isDue(long heapBytes, long liveBytes) {
    return heapBytes > 2 * liveBytes + FREE_BYTES;
  }

  private void run() {
    Runtime runtime = Runtime.getRuntime();
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        if (isDue(runtime.totalMemory(), liveBytes)) {
          System.gc();
          liveBytes = runtime.totalMemory() - runtime.freeMemory();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
