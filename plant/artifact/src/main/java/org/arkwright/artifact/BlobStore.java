package org.arkwright.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.arkwright.model.id.Digest;

/**
 * Files stored once, by their SHA-256. Any number of threads and processes may use one folder.
 *
 * <p>A blob is written to a temporary file, forced to disk and only then renamed to its digest, so
 * visible blobs are complete: two writers of the same content rename the same bytes, and a crash
 * leaves at most a temporary file, which a later collection removes. Every read verifies the
 * content.
 */
public final class BlobStore {
  /** The least age of unreferenced blobs to remove: an import may be about to register them. */
  static final Duration UNREFERENCED_AGE_MIN = Duration.ofHours(1);

  private final Path blobs;
  private final Path temporary;
  private final Path lock;

  private BlobStore(Path folder) {
    this.blobs = folder.resolve("blobs");
    this.temporary = folder.resolve("tmp");
    this.lock = folder.resolve("lock");
  }

  static BlobStore open(Path folder) throws IOException {
    BlobStore store = new BlobStore(folder);
    Files.createDirectories(store.blobs);
    Files.createDirectories(store.temporary);
    return store;
  }

  /** A stored file. */
  record Blob(Digest digest, long size) {}

  /** The folder of temporary files, on the file system of the blobs. */
  Path temporary() {
    return temporary;
  }

  boolean has(Digest digest) {
    return Files.exists(path(digest));
  }

  /** Stores a stream; {@code progress} receives the size of each piece written. */
  Blob put(InputStream in, LongConsumer progress) throws IOException {
    Path file = temporary.resolve("blob-" + UUID.randomUUID());
    try {
      MessageDigest digest = Sha256.newDigest();
      long size = 0;
      byte[] buffer = new byte[Sha256.BUFFER];
      try (FileChannel out =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
          write(out, ByteBuffer.wrap(buffer, 0, read));
          size += read;
          progress.accept(read);
        }
        out.force(true);
      }
      Blob blob = new Blob(Digest.of(digest.digest()), size);
      publish(file, blob.digest());
      return blob;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Stores a file that will not be modified any more, without copying it if it is on the store's
   * file system. It keeps its original name as well, so that a crash while storing many files loses
   * none.
   */
  Blob adopt(Path file) throws IOException {
    Path link = temporary.resolve("blob-" + UUID.randomUUID());
    try {
      Files.createLink(link, file);
    } catch (IOException | UnsupportedOperationException _) {
      try (InputStream in = Files.newInputStream(file)) {
        return put(in, _ -> {});
      }
    }
    try {
      try (FileChannel channel = FileChannel.open(link, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Blob blob = new Blob(Sha256.of(link), Files.size(link));
      publish(link, blob.digest());
      return blob;
    } finally {
      Files.deleteIfExists(link);
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw DiskFull.explained(e);
    }
  }

  private void publish(Path file, Digest digest) throws IOException {
    Path target = path(digest);
    // Shared with other writers; keeps a collection from removing the blob found here.
    try (StoreLock _ = StoreLock.shared(lock)) {
      if (Files.exists(target)) {
        Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
        Files.deleteIfExists(file);
        return;
      }
      Path folder = Files.createDirectories(blobs.resolve(digest.hex().substring(0, 2)));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    }
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Opens a blob's content. Its end is only reached if the content matches the digest.
   *
   * @throws ArtifactException when there is no such blob; reading throws it when the content is
   *     damaged
   */
  InputStream open(Digest digest) throws IOException {
    try {
      return new VerifyingStream(Files.newInputStream(path(digest)), digest);
    } catch (NoSuchFileException e) {
      throw new ArtifactException(
          "the store has lost the file %s: import it again".formatted(digest), e);
    }
  }

  /** Creates a read-only file with this content: a hard link if possible, else a copy. */
  void materialise(Digest digest, Path target) throws IOException {
    try (InputStream in = open(digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    try {
      Files.createLink(target, path(digest));
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException _) {
      Files.copy(path(digest), target);
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r--r--r--"));
    }
  }

  /** The number and size of the files that a collection removed. */
  public record Collected(int files, long bytes) {}

  /** Removes blobs that are neither referenced nor recent, and leftovers of crashed imports. */
  Collected collect(Predicate<Digest> referenced, Instant now) throws IOException {
    Instant unreferencedBefore = now.minus(UNREFERENCED_AGE_MIN);
    int files = 0;
    long bytes = 0;
    for (Path file : files(blobs)) {
      Optional<Digest> digest = Digest.parse(blobs.relativize(file).toString().replace("/", ""));
      if (digest.isPresent() && referenced.test(digest.get())) {
        continue;
      }
      long size = Files.size(file);
      try (StoreLock _ = StoreLock.exclusive(lock)) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(unreferencedBefore)
            && Files.deleteIfExists(file)) {
          files++;
          bytes += size;
        }
      }
    }
    Instant temporaryBefore = now.minus(Duration.ofDays(1));
    for (Path file : files(temporary)) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(temporaryBefore)) {
        bytes += Files.size(file);
        files += Files.deleteIfExists(file) ? 1 : 0;
      }
    }
    return new Collected(files, bytes);
  }

  private static Iterable<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private Path path(Digest digest) {
    return blobs.resolve(digest.hex().substring(0, 2)).resolve(digest.hex().substring(2));
  }
}
