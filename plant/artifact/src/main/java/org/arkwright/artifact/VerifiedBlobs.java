package org.arkwright.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.arkwright.model.id.Digest;

/**
 * Remembers, for this process, which blobs were found to match their digest and have not changed
 * since. Thread-safe.
 */
final class VerifiedBlobs {
  private static final int REMEMBERED_MAX = 200_000;

  private final Map<Digest, Fingerprint> intact =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Fingerprint> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  /** Whether the file was verified and has not been written to since. */
  boolean contains(Digest digest, Path file) throws IOException {
    Fingerprint now = Fingerprint.of(file);
    synchronized (intact) {
      return now.equals(intact.get(digest));
    }
  }

  /**
   * Verifies a file unless that was done since it last changed.
   *
   * @throws ArtifactException when the content does not match the digest
   */
  void require(Digest digest, Path file) throws IOException {
    if (contains(digest, file)) {
      return;
    }
    Instant begin = Instant.now();
    Fingerprint before = Fingerprint.of(file);
    Digest found = Sha256.of(file);
    if (!found.equals(digest)) {
      throw VerifyingStream.damaged(digest, found);
    }
    // Without this, a change just before or during the reading would be overlooked for ever.
    if (before.isSettled(begin) && before.equals(Fingerprint.of(file))) {
      synchronized (intact) {
        intact.put(digest, before);
      }
    }
  }
}
