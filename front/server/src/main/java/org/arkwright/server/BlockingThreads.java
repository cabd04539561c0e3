package org.arkwright.server;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for work that blocks on files: in virtual threads it would hold those that answer. They
 * are there only while there is work.
 */
final class BlockingThreads {
  private static final long IDLE_SECONDS = 30;

  private BlockingThreads() {}

  /**
   * Returns so many threads at most.
   *
   * @param name of what they do, in theirs
   */
  static ExecutorService start(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("arkwright-" + name + "-", 0).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
