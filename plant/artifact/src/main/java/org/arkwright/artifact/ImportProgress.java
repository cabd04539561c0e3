package org.arkwright.artifact;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.model.unit.Bytes;

/** The progress of an import, its limits, and the way to stop it. Thread-safe. */
public final class ImportProgress {
  private final ImportLimits limits;
  private final Supplier<Optional<String>> ending;
  private final long begin = System.nanoTime();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong total = new AtomicLong(-1);
  private final AtomicLong files = new AtomicLong();
  private final AtomicReference<Optional<String>> stopped = new AtomicReference<>(Optional.empty());
  private final List<String> leftOut = new CopyOnWriteArrayList<>();

  public ImportProgress() {
    this(ImportLimits.DEFAULT);
  }

  public ImportProgress(ImportLimits limits) {
    this(limits, Optional::empty);
  }

  /**
   * @param ending asked now and then, by the thread that imports: a reason to stop, if there is one
   */
  public ImportProgress(ImportLimits limits, Supplier<Optional<String>> ending) {
    this.limits = limits;
    this.ending = ending;
  }

  public ImportLimits limits() {
    return limits;
  }

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

  /** The files that the source has and the version will not have, each with the reason. */
  public List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /** Sets the total number of bytes. */
  public void expect(long bytesTotal) {
    total.set(bytesTotal);
  }

  /** Adds to the bytes read; negative if bytes have to be read again. */
  public void read(long bytesRead) {
    bytes.addAndGet(bytesRead);
  }

  /** Names a file that will not be part of the version. */
  public void leaveOut(String path, String reason) {
    leftOut.add(PathText.of(path) + ": " + reason);
  }

  /**
   * Makes the import fail at its next step.
   *
   * @param reason a sentence for whoever reads the import's state; the first one given counts
   */
  public void stop(String reason) {
    stopped.compareAndSet(Optional.empty(), Optional.of(reason));
  }

  /**
   * Does nothing while the import may go on; called often.
   *
   * @throws ArtifactException when it was stopped or its time is over
   */
  public void check() throws ArtifactException {
    Optional<String> reason = stopped.get().or(ending);
    if (reason.isPresent()) {
      throw new ArtifactException(reason.get());
    }
    if (System.nanoTime() - begin > limits.time().toNanos()) {
      throw ImportLimits.exceeded("the import takes too long", "time", limits.time());
    }
  }

  /** As {@link #check()}, for an import that would then have this many files and bytes. */
  void check(long filesThen, long bytesThen) throws ArtifactException {
    check();
    if (filesThen > limits.files()) {
      throw ImportLimits.exceeded("the source has too many files", "files", limits.files());
    }
    if (bytesThen > limits.bytes().value()) {
      throw ImportLimits.exceeded(
          "the source is too large: more than " + new Bytes(limits.bytes().value()),
          "bytes",
          limits.bytes());
    }
  }

  void fileDone() {
    files.incrementAndGet();
  }
}
