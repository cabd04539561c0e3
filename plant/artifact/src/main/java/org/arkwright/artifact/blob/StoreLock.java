package org.arkwright.artifact.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that excludes collections while a blob is published, among threads and processes. It is
 * held only for the duration of a rename, so threads of one process do not share it.
 */
final class StoreLock implements AutoCloseable {
  private static final Map<Path, Lock> THREADS = new ConcurrentHashMap<>();

  private final Lock threads;
  private final FileChannel channel;

  private StoreLock(Lock threads, FileChannel channel) {
    this.threads = threads;
    this.channel = channel;
  }

  static StoreLock shared(Path file) throws IOException {
    return take(file, true);
  }

  static StoreLock exclusive(Path file) throws IOException {
    return take(file, false);
  }

  private static StoreLock take(Path file, boolean shared) throws IOException {
    Lock threads = THREADS.computeIfAbsent(file, _ -> new ReentrantLock());
    threads.lock();
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock _ = channel.lock(0, Long.MAX_VALUE, shared);
      return new StoreLock(threads, channel);
    } catch (IOException e) {
      threads.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      threads.unlock();
    }
  }
}
