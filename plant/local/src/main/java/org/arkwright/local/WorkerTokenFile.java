package org.arkwright.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.arkwright.file.WholeFile;
import org.arkwright.worker.WorkerOptions;

/**
 * The file with a worker's own token, in its own folder, which only its owner can read. The token
 * is renewed long before it expires; the worker reads it for each call. Not thread-safe.
 */
final class WorkerTokenFile {
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final long RENEWAL_NANOS = LIFETIME.dividedBy(3).toNanos();

  private final WorkerOptions worker;
  private final WorkerTokens tokens;
  private boolean written;
  private long writtenNanos;

  WorkerTokenFile(WorkerOptions worker, WorkerTokens tokens) {
    this.worker = worker;
    this.tokens = tokens;
  }

  /** Writes a new token if there is none of this process, or it is time. */
  void renew(long nowNanos) throws IOException {
    if (written && nowNanos - writtenNanos < RENEWAL_NANOS) {
      return;
    }
    Path file = worker.tokenFile();
    Files.createDirectories(worker.home());
    String token = tokens.issue(worker.worker(), LIFETIME) + "\n";
    WholeFile.replacePrivate(file, token.getBytes(StandardCharsets.US_ASCII));
    written = true;
    writtenNanos = nowNanos;
  }
}
