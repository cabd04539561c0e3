package org.arkwright.artifact;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.BlobStore;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.artifact.blob.Sha256;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * Snapshots of users' folders, kept in a store: a manifest by its digest, and its files by theirs.
 * A client asks which files are missing, sends those, and asks again. Methods block; any number of
 * threads may call them, and what they return is durable.
 */
public final class Snapshots {
  /** The largest total size of a snapshot's files, in bytes. */
  public static final long SIZE_MAX = 500_000_000;

  /** The most files and links of a snapshot. */
  public static final int FILES_MAX = 100_000;

  private static final int BATCH = 256;

  private final BlobStore blobs;
  private final Wire wire = Wire.strict();

  Snapshots(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** What became of an offered manifest. */
  public sealed interface Offer {
    /** It is kept, without a job that refers to it for half an hour at the least. */
    record Kept(StoredFiles files) implements Offer {}

    /** These files have to be {@linkplain #add sent} first. */
    record Missing(SortedSet<Digest> digests) implements Offer {}
  }

  /**
   * Keeps a snapshot if all of its files are here.
   *
   * @param manifest the JSON of a {@link Manifest}
   * @throws ArtifactException when it is refused; the message says why
   */
  public Offer offer(byte[] manifest) throws IOException {
    Manifest read;
    try {
      read = wire.read(manifest, Manifest.class);
    } catch (WireException e) {
      throw new ArtifactException("the body is not a manifest: " + e.getMessage(), e);
    }
    check(read);
    Map<Digest, Bytes> sizes = new TreeMap<>();
    read.files().forEach(file -> sizes.put(file.digest(), file.size()));
    SortedSet<Digest> missing = blobs.missing(sizes.keySet());
    if (!missing.isEmpty()) {
      return new Offer.Missing(missing);
    }
    BlobStore.Blob blob = blobs.put(new ByteArrayInputStream(wire.write(read)), _ -> {});
    return new Offer.Kept(new StoredFiles(blob.digest(), read.size(), read.files().size()));
  }

  private static void check(Manifest manifest) throws IOException {
    Map<String, String> links = links(manifest);
    if (manifest.files().size() + links.size() > FILES_MAX) {
      throw new ArtifactException(
          "the snapshot has %,d files; at most %,d are taken"
              .formatted(manifest.files().size() + links.size(), FILES_MAX));
    }
    long size = 0;
    Set<String> paths = new TreeSet<>();
    for (Manifest.File file : manifest.files()) {
      requireSame(file.path(), SafePaths.check(file.path()));
      size += file.size().value();
      paths.add(file.path());
      if (size > SIZE_MAX || size < 0) {
        throw new ArtifactException("the snapshot is larger than %,d bytes".formatted(SIZE_MAX));
      }
    }
    for (Map.Entry<String, String> link : links.entrySet()) {
      requireSame(link.getKey(), SafePaths.check(link.getKey()));
      if (!staysBelow(link.getKey(), link.getValue()) || !paths.add(link.getKey())) {
        throw new ArtifactException(
            "the link '%s' to '%s' is refused: expected a relative target below the folder"
                .formatted(link.getKey(), link.getValue()));
      }
    }
    // Otherwise files would be written through a link, or a file would have to be a folder.
    for (String path : paths) {
      for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        if (paths.contains(path.substring(0, at))) {
          throw new ArtifactException(
              "'%s' is refused: '%s' is no folder".formatted(path, path.substring(0, at)));
        }
      }
    }
  }

  private static void requireSame(String path, String checked) throws ArtifactException {
    if (!path.equals(checked)) {
      throw new ArtifactException("'%s' is refused: write '%s'".formatted(path, checked));
    }
  }

  private static boolean staysBelow(String path, String target) {
    if (target.isEmpty() || target.startsWith("/")) {
      return false;
    }
    try {
      return Path.of("root", path).resolveSibling(target).normalize().startsWith("root");
    } catch (InvalidPathException _) {
      return false; // A NUL, or half of a character.
    }
  }

  private static Map<String, String> links(Manifest manifest) {
    return manifest.links().map(Map::copyOf).orElseGet(Map::of);
  }

  /**
   * Stores files that follow each other: the length of each in eight bytes, the greatest first, and
   * its content.
   *
   * @return the number of files
   * @throws ArtifactException when the stream ends within a file, or is longer than a snapshot
   */
  public int add(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    List<BlobStore.Staged> staged = new ArrayList<>();
    try {
      int files = 0;
      long left = SIZE_MAX;
      for (int first = in.read(); first >= 0; first = in.read()) {
        Part part = new Part(in, length(first, in, left));
        left -= part.left;
        staged.add(blobs.stage(part, _ -> {}, _ -> {}));
        files++;
        if (staged.size() == BATCH) {
          // Files are forced to disk many at once: one by one, that would be most of the time.
          blobs.publish(staged);
          staged.clear();
        }
      }
      if (!staged.isEmpty()) {
        blobs.publish(staged);
        staged.clear();
      }
      return files;
    } finally {
      blobs.discard(staged);
    }
  }

  private static long length(int first, DataInputStream in, long left) throws IOException {
    long length = (((long) first) << 56) | rest(in);
    if (length < 0 || length > left) {
      throw new ArtifactException(
          "the stream is refused: a file of %d bytes, where at most %d are left"
              .formatted(length, left));
    }
    return length;
  }

  private static long rest(DataInputStream in) throws IOException {
    try {
      long rest = 0;
      for (int i = 0; i < 7; i++) {
        rest = (rest << 8) | in.readUnsignedByte();
      }
      return rest;
    } catch (EOFException _) {
      throw cutOff();
    }
  }

  private static ArtifactException cutOff() {
    return new ArtifactException("the stream ends within a file: send it again");
  }

  /** The next bytes of a stream, which stays open. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    Part(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(buffer, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw cutOff();
      }
      left -= read;
      return read;
    }
  }

  /** Whether the snapshot is kept. */
  public boolean has(Digest manifest) {
    return blobs.has(manifest);
  }

  private Manifest manifest(Digest digest) throws IOException {
    try (InputStream in = blobs.open(digest)) {
      return wire.read(in.readAllBytes(), Manifest.class);
    } catch (WireException e) {
      throw new ArtifactException("%s is no snapshot".formatted(digest), e);
    }
  }

  /**
   * Fills an existing folder with the files and links. They are copies, which a job may change.
   *
   * @throws IOException when a file is lost, damaged, or cannot be written
   */
  public void materialise(Digest digest, Path folder) throws IOException {
    Manifest manifest = manifest(digest);
    check(manifest);
    for (Manifest.File file : manifest.files()) {
      Path target = folder.resolve(file.path());
      Files.createDirectories(folderOf(target));
      try (InputStream in = blobs.open(file.digest())) {
        Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
      } catch (ArtifactException e) {
        throw new ArtifactException(
            "the job's code is damaged in the store (%s). Submit it again from its folder."
                .formatted(PathText.of(file.path())),
            e);
      }
      if (file.executable()) {
        Set<PosixFilePermission> rights = EnumSet.copyOf(Files.getPosixFilePermissions(target));
        rights.add(PosixFilePermission.OWNER_EXECUTE);
        rights.add(PosixFilePermission.GROUP_EXECUTE);
        rights.add(PosixFilePermission.OTHERS_EXECUTE);
        Files.setPosixFilePermissions(target, rights);
      }
    }
    for (Map.Entry<String, String> link : links(manifest).entrySet()) {
      Path target = folder.resolve(link.getKey());
      Files.createDirectories(folderOf(target));
      Files.deleteIfExists(target);
      Files.createSymbolicLink(target, Path.of(link.getValue()));
    }
  }

  /**
   * Removes from a folder what {@link #materialise} put there and nobody changed since, and folders
   * that become empty by it. What a job made or changed stays. Nothing outside is touched, also if
   * the job put a link where a folder was.
   */
  public void remove(Digest digest, Path folder) throws IOException {
    Manifest manifest = manifest(digest);
    Path root = folder.toRealPath();
    SortedSet<Path> folders = new TreeSet<>();
    for (Manifest.File file : manifest.files()) {
      Path target = root.resolve(file.path());
      if (isUnmoved(target)
          && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
          && Files.size(target) == file.size().value()
          && Sha256.of(target).equals(file.digest())) {
        Files.delete(target);
        addFolders(root, target, folders);
      }
    }
    for (String path : links(manifest).keySet()) {
      Path target = root.resolve(path);
      if (isUnmoved(target) && Files.isSymbolicLink(target)) {
        Files.delete(target);
        addFolders(root, target, folders);
      }
    }
    for (Path each : List.copyOf(folders).reversed()) {
      deletePythonCache(each);
      deleteIfEmpty(each);
    }
    deletePythonCache(root);
  }

  /** Removes what Python left beside the code that it imported. */
  private static void deletePythonCache(Path folder) throws IOException {
    Path cache = folder.resolve("__pycache__");
    if (isUnmoved(cache) && Files.isDirectory(cache, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> compiled = Files.newDirectoryStream(cache, "*.pyc")) {
        for (Path each : compiled) {
          Files.deleteIfExists(each);
        }
      }
      deleteIfEmpty(cache);
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException _) {
      // The job left something there.
    }
  }

  private static void addFolders(Path root, Path file, Set<Path> folders) {
    for (Path each = folderOf(file); !each.equals(root); each = folderOf(each)) {
      folders.add(each);
    }
  }

  /** Whether no link leads to the folder of this file. */
  private static boolean isUnmoved(Path file) throws IOException {
    Path parent = folderOf(file);
    return Files.isDirectory(parent) && parent.toRealPath().equals(parent);
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.getParent());
  }
}
