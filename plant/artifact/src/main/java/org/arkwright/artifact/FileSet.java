package org.arkwright.artifact;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.BlobStore;
import org.arkwright.artifact.blob.NameRoom;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.model.unit.Bytes;

/**
 * The files of a version being stored. Each is written when it is added; they become durable
 * together, in batches, because forcing them one by one takes milliseconds each. Not thread-safe.
 */
public final class FileSet implements AutoCloseable {
  private static final int BATCH_FILES = 5_000;
  private static final long BATCH_BYTES = 1L << 30;

  private final BlobStore blobs;
  private final ImportProgress progress;
  private final Path storing;
  private final Map<String, Manifest.File> files = new LinkedHashMap<>();
  private final List<BlobStore.Staged> staged = new ArrayList<>();
  private final Set<String> pickles = new LinkedHashSet<>();
  private final TreeSet<String> paths = new TreeSet<>();
  private long stagedBytes;
  private long bytes;
  private long room;

  private FileSet(BlobStore blobs, ImportProgress progress, Path storing) {
    this.blobs = blobs;
    this.progress = progress;
    this.storing = storing;
  }

  static FileSet begin(BlobStore blobs, ImportProgress progress) throws IOException {
    return new FileSet(blobs, progress, blobs.beginStoring());
  }

  /** The folder for incomplete downloads, which later imports can resume. */
  public Path temporaryFolder() {
    return blobs.temporary();
  }

  public ImportProgress progress() {
    return progress;
  }

  /** The size of the files added so far. */
  public long bytes() {
    return bytes;
  }

  /**
   * Stores a file from an external source. A pickle is left out; the set is refused at its end
   * unless it has the weights in a safe form too.
   *
   * @param path the file's path in the source; refused if it leads out of the folder
   * @throws ArtifactException when the path or the content is refused, or a limit is exceeded
   */
  public void add(String path, InputStream in, boolean executable) throws IOException {
    String checked = checkNew(path);
    FileHead head = FileHead.of(in);
    if (Pickles.isNamedLikeOne(checked) || Pickles.beginsLikeOne(head.bytes())) {
      pickles.add(checked);
      return;
    }
    stage(checked, head.whole(), executable, file -> FileFormats.check(checked, file));
  }

  /**
   * Stores a file of this set under one more name.
   *
   * @param path refused if it leads out of the folder
   * @param earlier the path under which the file was added
   * @return its size
   * @throws ArtifactException when a path is refused, no such file was added, or a limit is
   *     exceeded
   */
  public long again(String path, String earlier) throws IOException {
    String known = SafePaths.check(earlier);
    String checked = checkNew(path);
    if (pickles.contains(known) || Pickles.isNamedLikeOne(checked)) {
      pickles.add(checked);
      return 0;
    }
    Manifest.File file = files.get(known);
    if (file == null) {
      throw new ArtifactException(
          "'%s' is one more name of '%s', which the source does not have before it, and is refused"
              .formatted(PathText.of(checked), PathText.of(earlier)));
    }
    bytes += file.size().value();
    progress.check(files.size() + 1L, bytes);
    files.put(checked, new Manifest.File(checked, file.digest(), file.size(), file.executable()));
    progress.fileDone();
    return file.size().value();
  }

  /** Stores a file that a job wrote, whatever it is. */
  public void copy(String path, InputStream in, boolean executable) throws IOException {
    stage(checkNew(path), in, executable, _ -> {});
  }

  private void stage(
      String path, InputStream in, boolean executable, BlobStore.Inspection inspection)
      throws IOException {
    progress.check(files.size() + 1L, bytes);
    add(path, blobs.stage(new Bounded(in), progress::read, inspection), executable);
  }

  /**
   * Stores a file that nobody can modify any more by one more name for it.
   *
   * @param linker gives the file the name that it is handed; false if the file cannot have one
   * @return whether it was linked and stored
   */
  public boolean link(String path, Predicate<Path> linker, boolean executable) throws IOException {
    Optional<BlobStore.Staged> linked = blobs.stageLink(linker);
    if (linked.isPresent()) {
      bytes += linked.get().blob().size();
      add(checkNew(path), linked.get(), executable);
    }
    return linked.isPresent();
  }

  /**
   * Returns if a file can be stored under this path.
   *
   * @throws ArtifactException when it cannot; the message says why
   */
  public void requireStorable(String path) throws ArtifactException {
    String checked = SafePaths.check(path);
    int depth = checked.split("/", -1).length;
    if (depth > progress.limits().depth()) {
      throw ImportLimits.exceeded(
          "'%s' lies too deep".formatted(PathText.of(checked)), "depth", progress.limits().depth());
    }
  }

  private void add(String path, BlobStore.Staged file, boolean executable) throws IOException {
    staged.add(file);
    stagedBytes += file.blob().size();
    files.put(
        path,
        new Manifest.File(path, file.blob().digest(), new Bytes(file.blob().size()), executable));
    progress.fileDone();
    if (staged.size() >= BATCH_FILES || stagedBytes >= BATCH_BYTES) {
      publish();
    }
  }

  private void publish() throws IOException {
    blobs.publish(staged);
    staged.clear();
    stagedBytes = 0;
  }

  /**
   * Takes memory for what has to be known of the source before its files come; given back with the
   * set.
   *
   * @throws IOException when there is not as much
   */
  public void reserve(long memory) throws IOException {
    blobs.names().take(memory, room);
    room += memory;
  }

  private String checkNew(String path) throws IOException {
    requireStorable(path);
    String checked = SafePaths.check(path);
    reserve(NameRoom.of(checked));
    if (!paths.add(checked)) {
      throw new ArtifactException(
          "the source has two files named '%s'".formatted(PathText.of(checked)));
    }
    String below = paths.ceiling(checked + "/");
    if (below != null && below.startsWith(checked + "/")) {
      throw bothFileAndFolder(checked);
    }
    for (int at = checked.indexOf('/'); at >= 0; at = checked.indexOf('/', at + 1)) {
      if (paths.contains(checked.substring(0, at))) {
        throw bothFileAndFolder(checked.substring(0, at));
      }
    }
    return checked;
  }

  private static ArtifactException bothFileAndFolder(String path) {
    return new ArtifactException(
        "the source has '%s' both as a file and as a folder".formatted(PathText.of(path)));
  }

  /**
   * Makes all files durable and returns them.
   *
   * @throws ArtifactException when the set has pickles and no weights in a safe form
   */
  Manifest finish() throws IOException {
    if (!pickles.isEmpty() && files.keySet().stream().noneMatch(Pickles::isSafeForm)) {
      throw Pickles.refusal(pickles.iterator().next());
    }
    pickles.forEach(path -> progress.leaveOut(path, "a pickle, which runs code when it is loaded"));
    publish();
    return new Manifest(List.copyOf(files.values()));
  }

  /** Drops what is not durable yet. */
  @Override
  public void close() throws IOException {
    blobs.names().give(room);
    room = 0;
    blobs.discard(staged);
    Files.deleteIfExists(storing);
  }

  /** Counts what is read of one file, and stops at the limits. */
  private final class Bounded extends FilterInputStream {
    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        bytes += read;
        progress.check(files.size(), bytes);
      }
      return read;
    }
  }
}
