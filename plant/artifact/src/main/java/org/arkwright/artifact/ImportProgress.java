package org.arkwright.artifact;

import java.util.concurrent.atomic.AtomicLong;

/** The progress of an import. Thread-safe. */
public final class ImportProgress {
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong total = new AtomicLong(-1);
  private final AtomicLong files = new AtomicLong();

  /** The bytes read so far. */
  public long bytesDone() {
    return bytes.get();
  }

  /** The total number of bytes; −1 while unknown. */
  public long bytesTotal() {
    return total.get();
  }

  public long filesDone() {
    return files.get();
  }

  /** Sets the total number of bytes. */
  public void expect(long bytesTotal) {
    total.set(bytesTotal);
  }

  /** Adds to the bytes read; negative if bytes have to be read again. */
  public void read(long bytesRead) {
    bytes.addAndGet(bytesRead);
  }

  void fileDone() {
    files.incrementAndGet();
  }
}
