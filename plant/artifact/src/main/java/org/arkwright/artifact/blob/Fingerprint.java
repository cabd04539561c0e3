package org.arkwright.artifact.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What the file system says of a file: as long as it says the same, nobody has written to it. The
 * time of the last change of the inode cannot be set by a program, unlike that of its content.
 */
record Fingerprint(long size, FileTime modified, FileTime changed, long inode) {
  /** Two changes within one tick of the file system's clock look alike; ticks are much shorter. */
  private static final Duration TICK_MAX = Duration.ofSeconds(1);

  static Fingerprint of(Path file) throws IOException {
    Map<String, Object> unix =
        Files.readAttributes(
            file, "unix:size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS);
    return new Fingerprint(
        (long) required(unix, "size"),
        (FileTime) required(unix, "lastModifiedTime"),
        (FileTime) required(unix, "ctime"),
        (long) required(unix, "ino"));
  }

  private static Object required(Map<String, Object> attributes, String name) {
    return Objects.requireNonNull(attributes.get(name), name);
  }

  /** Whether a change after that moment would give another fingerprint. */
  boolean isSettled(Instant now) {
    return changed.toInstant().plus(TICK_MAX).isBefore(now);
  }

  /** Whether this may be the same file with other times alone. */
  boolean isTouchOf(Fingerprint before) {
    return size == before.size && inode == before.inode;
  }
}
