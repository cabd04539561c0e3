package org.arkwright.artifact;

import java.util.concurrent.atomic.AtomicLong;

/** How far an import is. Any thread may look. */
public final class ImportProgress {
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong total = new AtomicLong(-1);
  private final AtomicLong files = new AtomicLong();

  /** Bytes read so far. */
  public long bytesDone() {
    return bytes.get();
  }

  /** Bytes there are in all; −1 while unknown. */
  public long bytesTotal() {
    return total.get();
  }

  public long filesDone() {
    return files.get();
  }

  /** Tells how much there is. */
  public void expect(long bytesInAll) {
    total.set(bytesInAll);
  }

  /** Tells of bytes read; negative where they have to be read again. */
  public void read(long more) {
    bytes.addAndGet(more);
  }

  void fileDone() {
    files.incrementAndGet();
  }
}
