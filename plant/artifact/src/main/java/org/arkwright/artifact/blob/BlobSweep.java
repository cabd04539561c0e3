package org.arkwright.artifact.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.arkwright.model.id.Digest;

/** Removes blobs that nobody needs, from a store that others use meanwhile. */
public record BlobSweep(BlobStore store) {
  /** Older temporary files are left over from a crash. */
  private static final Duration TEMPORARY_AGE_MAX = Duration.ofDays(1);

  private record Aged(Path file, Digest digest, Instant used, long size) {}

  /**
   * Removes the blobs that were used least recently, until the others have at most so many bytes.
   *
   * @param keep the blobs that stay, whatever they take
   */
  public BlobStore.Collected shrink(long bytesMax, Predicate<Digest> keep) throws IOException {
    List<Aged> all = new ArrayList<>();
    long total = 0;
    for (Path file : files(store.blobs())) {
      Optional<Digest> digest = digest(file);
      if (digest.isPresent()) {
        try {
          Aged blob =
              new Aged(
                  file,
                  digest.get(),
                  Files.getLastModifiedTime(file).toInstant(),
                  Files.size(file));
          all.add(blob);
          total += blob.size;
        } catch (NoSuchFileException _) {
          // Removed meanwhile.
        }
      }
    }
    all.sort(Comparator.comparing(Aged::used));
    int files = 0;
    long bytes = 0;
    for (Aged blob : all) {
      if (total - bytes <= bytesMax) {
        break;
      }
      if (!keep.test(blob.digest)) {
        try (StoreLock _ = StoreLock.exclusive(store.lock())) {
          if (Files.deleteIfExists(blob.file)) {
            files++;
            bytes += blob.size;
          }
        }
      }
    }
    return new BlobStore.Collected(files, bytes);
  }

  private Optional<Digest> digest(Path file) {
    return Digest.parse(store.blobs().relativize(file).toString().replace("/", ""));
  }

  /** Removes blobs that are neither referenced nor recent, and leftovers of crashed imports. */
  public BlobStore.Collected collect(Predicate<Digest> referenced, Instant now) throws IOException {
    Instant temporaryBefore = now.minus(TEMPORARY_AGE_MAX);
    Instant unreferencedBefore =
        storingSince(now, temporaryBefore).minus(BlobStore.UNREFERENCED_AGE_MIN);
    int files = 0;
    long bytes = 0;
    for (Path file : files(store.blobs())) {
      Optional<Digest> digest = digest(file);
      if (digest.isPresent() && referenced.test(digest.get())) {
        continue;
      }
      long size = Files.size(file);
      try (StoreLock _ = StoreLock.exclusive(store.lock())) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(unreferencedBefore)
            && Files.deleteIfExists(file)) {
          files++;
          bytes += size;
        }
      }
    }
    BlobStore.Collected leftovers = collectTemporary(now);
    files += leftovers.files();
    bytes += leftovers.bytes();
    return new BlobStore.Collected(files, bytes);
  }

  /** Removes leftovers of crashed imports, which nothing has written to for a day. */
  public BlobStore.Collected collectTemporary(Instant now) throws IOException {
    Instant before = now.minus(TEMPORARY_AGE_MAX);
    int files = 0;
    long bytes = 0;
    for (Path file : files(store.temporary())) {
      try {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          long size = Files.size(file);
          boolean isNote = String.valueOf(file.getFileName()).startsWith(BlobStore.STORING);
          files += Files.deleteIfExists(file) && !isNote ? 1 : 0;
          bytes += size;
        }
      } catch (NoSuchFileException _) {
        // It has become a blob, or its import has ended.
      }
    }
    return new BlobStore.Collected(files, bytes);
  }

  /** The begin of the oldest storing that is not over; now if there is none. */
  private Instant storingSince(Instant now, Instant leftOverBefore) throws IOException {
    Instant oldest = now;
    for (Path file : files(store.temporary())) {
      if (String.valueOf(file.getFileName()).startsWith(BlobStore.STORING)) {
        Instant since = Files.getLastModifiedTime(file).toInstant();
        oldest = since.isBefore(leftOverBefore) || since.isAfter(oldest) ? oldest : since;
      }
    }
    return oldest;
  }

  private static Iterable<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
