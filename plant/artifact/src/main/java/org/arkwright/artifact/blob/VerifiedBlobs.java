package org.arkwright.artifact.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
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

  /**
   * Sets the time of an intact file's last change, unless it is younger than {@code enough}
   * already; the file stays known as intact, unlike after a change by others. What remains: a
   * change by others that leaves its size alone is not noticed if it comes between the two looks at
   * the file, or in the tick of the file system's clock that the time is set in. Files that are
   * asked for often are therefore seldom touched, which saves the writing too.
   *
   * @param time the time to set
   * @param enough the age, by that time, below which nothing is set
   * @return false if the file was not verified since its last change, which then is not touched
   */
  boolean touch(Digest digest, Path file, FileTime time, Duration enough) throws IOException {
    Fingerprint before = Fingerprint.of(file);
    synchronized (intact) {
      if (!before.equals(intact.get(digest))) {
        return false;
      }
    }
    if (before.modified().toInstant().plus(enough).isAfter(time.toInstant())) {
      return true;
    }
    Files.setLastModifiedTime(file, time);
    Fingerprint after = Fingerprint.of(file);
    if (after.isTouchOf(before)) {
      synchronized (intact) {
        intact.put(digest, after);
      }
    }
    return true;
  }
}
