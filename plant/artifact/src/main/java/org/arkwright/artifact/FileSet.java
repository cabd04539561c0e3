package org.arkwright.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.arkwright.model.unit.Bytes;

/** The files of a version being imported; each is stored when it is added. Not thread-safe. */
public final class FileSet {
  private final BlobStore blobs;
  private final ImportProgress progress;
  private final List<Manifest.File> files = new ArrayList<>();
  private final TreeSet<String> paths = new TreeSet<>();

  FileSet(BlobStore blobs, ImportProgress progress) {
    this.blobs = blobs;
    this.progress = progress;
  }

  /** The folder for incomplete downloads, which later imports can resume. */
  public Path temporaryFolder() {
    return blobs.temporary();
  }

  public ImportProgress progress() {
    return progress;
  }

  /**
   * Stores a file from an external source.
   *
   * @param path the file's path in the source; refused if it leads out of the folder
   * @throws ArtifactException when the path or the content is refused
   */
  public void add(String path, InputStream in, boolean executable) throws IOException {
    String checked = checkNew(path);
    BlobStore.Blob blob = blobs.put(Pickles.refusing(checked, in), progress::read);
    addStored(checked, blob, executable);
  }

  /** Stores a file that will not be modified any more, without copying it if possible. */
  void adopt(String path, Path file, boolean executable) throws IOException {
    addStored(checkNew(path), blobs.adopt(file), executable);
  }

  /** Stores a file of a job that may still be modified. */
  void copy(String path, InputStream in, boolean executable) throws IOException {
    addStored(checkNew(path), blobs.put(in, progress::read), executable);
  }

  private String checkNew(String path) throws IOException {
    String checked = SafePaths.check(path);
    if (!paths.add(checked)) {
      throw new ArtifactException("the source has two files named '%s'".formatted(checked));
    }
    return checked;
  }

  private void addStored(String path, BlobStore.Blob blob, boolean executable) {
    files.add(new Manifest.File(path, blob.digest(), new Bytes(blob.size()), executable));
    progress.fileDone();
  }

  Manifest manifest() {
    return new Manifest(files);
  }
}
