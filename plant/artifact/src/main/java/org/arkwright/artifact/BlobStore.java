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
 * Files by their SHA-256, each stored once. Any number of threads and processes may use one folder.
 *
 * <p>A blob is written to a temporary file, forced to disk and only then renamed to its digest, so
 * what is visible is whole: two writers of the same content rename the same bytes, and a crash
 * leaves at most a temporary file, which the next collection removes. Every read verifies.
 */
public final class BlobStore {
  /** How long what nothing names is kept: an import may be about to register it. */
  static final Duration UNNAMED_MIN = Duration.ofHours(1);

  private final Path blobs;
  private final Path temporary;
  private final Path lock;

  BlobStore(Path folder) throws IOException {
    this.blobs = Files.createDirectories(folder.resolve("blobs"));
    this.temporary = Files.createDirectories(folder.resolve("tmp"));
    this.lock = folder.resolve("lock");
  }

  /** A stored file. */
  record Blob(Digest digest, long size) {}

  /** Where imports keep what is not a blob yet; on the file system of the blobs. */
  Path temporary() {
    return temporary;
  }

  boolean has(Digest digest) {
    return Files.exists(path(digest));
  }

  /** Stores a stream; {@code progress} learns of each piece that was written. */
  Blob put(InputStream in, LongConsumer progress) throws IOException {
    Path file = temporary.resolve("blob-" + UUID.randomUUID());
    try {
      MessageDigest digest = Sha256.start();
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
   * Stores a file that nobody will write again, without copying it where it lies on the store's
   * file system. It keeps its own name too, so that a crash halfway through many files loses none.
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
    // Shared with other writers, so that a collection cannot take the blob that is found here.
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
   * The content of a blob. Its end is reached only if it is what its digest says.
   *
   * @throws ArtifactException when there is none; reading throws it when the content is damaged
   */
  InputStream open(Digest digest) throws IOException {
    try {
      return new VerifyingStream(Files.newInputStream(path(digest)), digest);
    } catch (NoSuchFileException e) {
      throw new ArtifactException(
          "the store has lost the file %s: import it again".formatted(digest), e);
    }
  }

  /** Makes a read-only file of this content: a hard link where that is possible, else a copy. */
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

  /** What a collection removed. */
  public record Collected(int files, long bytes) {}

  /** Removes the blobs that are neither wanted nor fresh, and what crashed imports left. */
  Collected collect(Predicate<Digest> wanted, Instant now) throws IOException {
    Instant limit = now.minus(UNNAMED_MIN);
    int files = 0;
    long bytes = 0;
    for (Path file : files(blobs)) {
      Optional<Digest> digest = Digest.parse(blobs.relativize(file).toString().replace("/", ""));
      if (digest.isPresent() && wanted.test(digest.get())) {
        continue;
      }
      long size = Files.size(file);
      try (StoreLock _ = StoreLock.exclusive(lock)) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)
            && Files.deleteIfExists(file)) {
          files++;
          bytes += size;
        }
      }
    }
    Instant abandoned = now.minus(Duration.ofDays(1));
    for (Path file : files(temporary)) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(abandoned)) {
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
