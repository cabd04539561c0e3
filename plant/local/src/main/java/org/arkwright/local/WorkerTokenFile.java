package org.arkwright.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.arkwright.file.WholeFile;
import org.arkwright.worker.WorkerOptions;

/**
 * The file with a worker's own token, in its own folder, which only its owner can read. The token
 * is renewed long before it expires; the worker reads it for each call. Not thread-safe.
 */
final class WorkerTokenFile {
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration RENEWAL = LIFETIME.dividedBy(3);

  private final WorkerOptions worker;
  private final WorkerTokens tokens;
  private long writtenNanos;
  private Instant writtenAt = Instant.EPOCH; // Before any that this process has written.

  WorkerTokenFile(WorkerOptions worker, WorkerTokens tokens) {
    this.worker = worker;
    this.tokens = tokens;
  }

  /**
   * Writes a new token if there is none of this process, or it is time. By which clock ever: a
   * token expires by the wall clock, which may be set forward at any moment, or stand still.
   */
  void renew(long nowNanos, Instant now) throws IOException {
    if (nowNanos - writtenNanos < RENEWAL.toNanos() && now.isBefore(writtenAt.plus(RENEWAL))) {
      return;
    }
    Path file = worker.tokenFile();
    Files.createDirectories(worker.home());
    String token = tokens.issue(worker.worker(), LIFETIME) + "\n";
    WholeFile.replacePrivate(file, token.getBytes(StandardCharsets.US_ASCII));
    writtenNanos = nowNanos;
    writtenAt = now;
  }
}
