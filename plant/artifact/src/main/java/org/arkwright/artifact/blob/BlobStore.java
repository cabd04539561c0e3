package org.arkwright.artifact.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.arkwright.model.id.Digest;

/**
 * Files stored once, by their SHA-256. Any number of threads and processes may use one folder.
 *
 * <p>A blob is written to a temporary file, forced to disk and only then renamed to its digest, so
 * visible blobs are complete: two writers of the same content rename the same bytes, and a crash
 * leaves at most temporary files, which a later collection removes. What is read was verified since
 * it last changed. Nobody outside the store is given a name of a blob.
 */
public final class BlobStore {
  /** The least age of unreferenced blobs to remove: an import may be about to register them. */
  static final Duration UNREFERENCED_AGE_MIN = Duration.ofHours(1);

  /** Younger blobs are not made younger, which would be a write for each at each submission. */
  private static final Duration YOUNG = UNREFERENCED_AGE_MIN.dividedBy(2);

  /** The beginning of the names of notes that blobs are being stored. */
  static final String STORING = "storing-";

  private static final FileAttribute<?> READ_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r--r--"));

  /** Most files are small: clearing a large buffer for each costs more than all the rest. */
  private static final int SMALL_BUFFER = 1 << 14;

  /** Blobs up to this size are read again rather than replaced by what was just written. */
  private static final long READ_AGAIN_MAX = 1 << 20;

  private final Path blobs;
  private final Path temporary;
  private final DiskReserve reserve;
  private final Path lock;
  private final VerifiedBlobs verified = new VerifiedBlobs();
  private final NameRoom names = NameRoom.ofHeap();
  private final Map<Path, PartialBlob> arriving = new ConcurrentHashMap<>();

  private BlobStore(Path folder) {
    this.blobs = folder.resolve("blobs");
    this.temporary = folder.resolve("tmp");
    this.reserve = new DiskReserve(temporary);
    this.lock = folder.resolve("lock");
  }

  public static BlobStore open(Path folder) throws IOException {
    BlobStore store = new BlobStore(folder);
    Files.createDirectories(store.blobs);
    Files.createDirectories(store.temporary);
    return store;
  }

  /** A stored file. */
  public record Blob(Digest digest, long size) {}

  /** The folder of temporary files, on the file system of the blobs. */
  public Path temporary() {
    return temporary;
  }

  /** The memory for the names of files that are being stored. */
  public NameRoom names() {
    return names;
  }

  /** Notes that a blob arrives in that file; returns the one that did before it. */
  Optional<PartialBlob> arriving(Path file, PartialBlob partial) {
    return Optional.ofNullable(arriving.put(file, partial));
  }

  /** Notes that it does not arrive any more. */
  void arrived(Path file, PartialBlob partial) {
    arriving.remove(file, partial);
  }

  /** Notes what was written besides {@link #stage}. */
  void reserve(long written) throws StoreFullException {
    reserve.written(written);
  }

  /** Takes a temporary file whose digest is known as staged. */
  Staged stagedAs(Path file, Blob blob) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    return new Staged(file, blob);
  }

  public boolean has(Digest digest) {
    return Files.exists(path(digest));
  }

  /** The size of a blob; empty if there is none. */
  public Optional<Long> size(Digest digest) throws IOException {
    try {
      return Optional.of(Files.size(path(digest)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Reads a blob and returns the digest of what is there; empty if that is no file. */
  public Optional<Digest> digestOf(Digest digest) throws IOException {
    return isFile(digest) ? Optional.of(Sha256.of(path(digest))) : Optional.empty();
  }

  /** Whether there is a file, and not something else in the place of one. */
  public boolean isFile(Digest digest) {
    return Files.isRegularFile(path(digest), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Returns which of these blobs are not here, or damaged, so that they have to be stored again. No
   * collection removes the others for half of {@link #UNREFERENCED_AGE_MIN} from now, so that what
   * refers to them can be registered meanwhile.
   */
  public SortedSet<Digest> missing(Collection<Digest> digests) throws IOException {
    SortedSet<Digest> missing = new TreeSet<>();
    FileTime now = FileTime.from(Instant.now());
    try (StoreLock _ = StoreLock.shared(lock)) {
      for (Digest digest : digests) {
        if (!touchIfIntact(digest, now)) {
          missing.add(digest);
        }
      }
    }
    return missing;
  }

  private boolean touchIfIntact(Digest digest, FileTime now) throws IOException {
    try {
      Path file = file(digest);
      if (!verified.touch(digest, file, now, YOUNG)) {
        verified.require(digest, file);
        if (!verified.touch(digest, file, now, YOUNG)) {
          Files.setLastModifiedTime(file, now); // It is too new to be remembered.
        }
      }
      return true;
    } catch (ArtifactException | NoSuchFileException _) {
      return false;
    }
  }

  /** A file written completely to the temporary folder; not yet forced to disk, nor visible. */
  public record Staged(Path file, Blob blob) {}

  /** Looks at a file before it becomes a blob. */
  @FunctionalInterface
  public interface Inspection {
    void inspect(Path file) throws IOException;
  }

  /** Stores a stream; {@code progress} receives the size of each piece written. */
  public Blob put(InputStream in, LongConsumer progress) throws IOException {
    Staged staged = stage(in, progress, _ -> {});
    publish(List.of(staged));
    return staged.blob();
  }

  /** Writes a stream to a temporary file, which {@link #publish} then makes a blob. */
  public Staged stage(InputStream in, LongConsumer progress, Inspection inspection)
      throws IOException {
    Path file = temporary.resolve("blob-" + UUID.randomUUID());
    boolean complete = false;
    try {
      MessageDigest digest = Digest.sha256();
      long size = 0;
      byte[] buffer = new byte[SMALL_BUFFER];
      try (FileChannel out =
          FileChannel.open(
              file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), READ_ONLY)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
          write(out, ByteBuffer.wrap(buffer, 0, read));
          reserve.written(read);
          size += read;
          progress.accept(read);
          if (size >= SMALL_BUFFER && buffer.length == SMALL_BUFFER) {
            buffer = new byte[Sha256.BUFFER];
          }
        }
      }
      inspection.inspect(file);
      complete = true;
      return new Staged(file, new Blob(Digest.of(digest.digest()), size));
    } finally {
      if (!complete) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Stages a file that nobody can modify any more without copying it, by one more name for it. It
   * keeps its original name as well, so that a crash while storing many files loses none.
   *
   * @param linker gives the file the name that it is handed; false if the file cannot have one
   * @return empty if it could not be linked
   */
  public Optional<Staged> stageLink(Predicate<Path> linker) throws IOException {
    Path link = temporary.resolve("blob-" + UUID.randomUUID());
    if (!linker.test(link)) {
      return Optional.empty();
    }
    try {
      // Before it is read: from now on its maker cannot open it for writing.
      Files.setAttribute(link, "unix:uid", Files.getAttribute(temporary, "unix:uid"));
    } catch (IOException e) {
      Files.deleteIfExists(link);
      throw e;
    }
    return Optional.of(stageOwn(link));
  }

  /**
   * Stages a file that already is in the {@link #temporary()} folder, and that nobody will modify
   * any more; removes it when that fails.
   */
  public Staged stageOwn(Path file) throws IOException {
    boolean complete = false;
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      Staged staged = new Staged(file, new Blob(Sha256.of(file), Files.size(file)));
      complete = true;
      return staged;
    } finally {
      if (!complete) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Notes that blobs are being stored, which a collection spares from then on. The result is to be
   * removed when a version references them.
   */
  public Path beginStoring() throws IOException {
    return Files.createFile(temporary.resolve(STORING + UUID.randomUUID()));
  }

  /** Removes files that will not be published. */
  public void discard(Collection<Staged> staged) {
    for (Staged each : staged) {
      try {
        Files.deleteIfExists(each.file());
      } catch (IOException _) {
        // A later collection removes it.
      }
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

  /**
   * Makes files blobs, all durable when it returns. A blob that is there already is replaced unless
   * it is known or found to be intact, so that storing a file again heals a damaged one.
   */
  public void publish(Collection<Staged> staged) throws IOException {
    try {
      TreeSet<Path> folders = new TreeSet<>();
      // Before anything is forced: a file that has no place on the disk yet costs least to drop.
      List<Staged> fresh = dropStored(staged, folders);
      DiskSync.force(fresh.stream().map(Staged::file).toList(), temporary);
      // Shared with other writers; keeps a collection from removing a blob found here.
      try (StoreLock _ = StoreLock.shared(lock)) {
        for (Staged each : fresh) {
          Path target = path(each.blob().digest());
          Path folder = folderOf(target);
          if (folders.add(folder)) {
            Files.createDirectories(folder);
          }
          if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            SealedFolder.delete(target); // No file replaces a folder, and nobody stores one here.
          }
          Files.move(each.file(), target, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      folders.add(blobs);
      DiskSync.force(folders, temporary);
    } finally {
      discard(staged);
    }
  }

  /**
   * Drops files that are blobs already, and returns the others. Small blobs are read to see whether
   * they are intact, which costs less than replacing them.
   *
   * @param folders receives those of the blobs that were found, which their writer may not have
   *     forced yet
   */
  private List<Staged> dropStored(Collection<Staged> staged, Collection<Path> folders)
      throws IOException {
    List<Staged> fresh = new ArrayList<>();
    FileTime now = FileTime.from(Instant.now());
    try (StoreLock _ = StoreLock.shared(lock)) {
      for (Staged each : staged) {
        Digest digest = each.blob().digest();
        Path target = path(digest);
        boolean isThere =
            each.blob().size() <= READ_AGAIN_MAX
                ? touchIfIntact(digest, now)
                : isKnown(digest, target, now);
        if (isThere) {
          Files.deleteIfExists(each.file());
          folders.add(folderOf(target));
        } else {
          fresh.add(each);
        }
      }
    }
    return fresh;
  }

  private boolean isKnown(Digest digest, Path file, FileTime now) throws IOException {
    try {
      return verified.touch(digest, file, now, YOUNG);
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  /**
   * Opens a blob's content. Its end is only reached if the content matches the digest.
   *
   * @throws ArtifactException when there is no such blob; reading throws it when the content is
   *     damaged
   */
  public InputStream open(Digest digest) throws IOException {
    try {
      return new VerifyingStream(Files.newInputStream(file(digest)), digest);
    } catch (NoSuchFileException e) {
      throw lost(digest, e);
    }
  }

  /**
   * Verifies a blob unless that was done since it last changed.
   *
   * @throws ArtifactException when it is missing or damaged
   */
  void require(Digest digest) throws IOException {
    try {
      verified.require(digest, file(digest));
    } catch (NoSuchFileException e) {
      throw lost(digest, e);
    }
  }

  /** Opens the content of a blob that is intact, without verifying it once more. */
  public InputStream openIntact(Digest digest) throws IOException {
    require(digest);
    return Files.newInputStream(path(digest));
  }

  /** Opens a blob that is intact for reading at any place. */
  public FileChannel channel(Digest digest) throws IOException {
    require(digest);
    return FileChannel.open(path(digest), StandardOpenOption.READ);
  }

  private static ArtifactException lost(Digest digest, IOException cause) {
    return new ArtifactException(
        "the store has lost the file %s: import it again".formatted(digest), cause);
  }

  /**
   * Creates a file of its own with this content: whoever writes to it does not reach the blob. It
   * shares the blob's space where the file system can do that (XFS, Btrfs).
   */
  public void copyTo(Digest digest, Path target, boolean executable) throws IOException {
    Path blob = path(digest);
    require(digest);
    Fingerprint before = Fingerprint.of(blob);
    // The JDK asks the kernel to copy (copy_file_range), which clones where it can.
    Files.copy(blob, target);
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(executable ? "r-xr-xr-x" : "r--r--r--"));
    if (!before.equals(Fingerprint.of(blob))) {
      Digest copied = Sha256.of(target);
      if (!copied.equals(digest)) {
        throw VerifyingStream.damaged(digest, copied);
      }
    }
  }

  /** The number and size of the files that a collection removed. */
  public record Collected(int files, long bytes) {}

  /** The folder of the blobs. */
  Path blobs() {
    return blobs;
  }

  /** The file that excludes removals while a blob is published. */
  Path lock() {
    return lock;
  }

  private Path path(Digest digest) {
    return blobs.resolve(digest.hex().substring(0, 2)).resolve(digest.hex().substring(2));
  }

  /**
   * Returns where a blob is.
   *
   * @throws ArtifactException when something else is in its place: a pipe would be read for ever,
   *     and a link leads out of the store
   * @throws NoSuchFileException when nothing is
   */
  private Path file(Digest digest) throws IOException {
    Path file = path(digest);
    if (!isFile(digest) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ArtifactException(
          "a stored file is damaged: in the place of %s is no file. Import it again."
              .formatted(digest));
    }
    return file;
  }

  private static Path folderOf(Path blob) {
    return Objects.requireNonNull(blob.getParent());
  }
}
