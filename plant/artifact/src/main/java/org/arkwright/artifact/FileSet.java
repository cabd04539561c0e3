package org.arkwright.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.arkwright.model.unit.Bytes;

/** The files of a version in the making; each is in the store once it was added. One thread. */
public final class FileSet {
  private final BlobStore blobs;
  private final ImportProgress progress;
  private final List<Manifest.File> files = new ArrayList<>();
  private final TreeSet<String> paths = new TreeSet<>();

  FileSet(BlobStore blobs, ImportProgress progress) {
    this.blobs = blobs;
    this.progress = progress;
  }

  /** Where a source keeps what it has not read completely; kept from one import to the next. */
  public Path workshop() {
    return blobs.temporary();
  }

  public ImportProgress progress() {
    return progress;
  }

  /**
   * Stores one file that came from outside.
   *
   * @param path as the source calls it; refused when it leads out of the folder
   * @throws ArtifactException when the path or the content is refused
   */
  public void add(String path, InputStream in, boolean executable) throws IOException {
    String checked = take(path);
    BlobStore.Blob blob = blobs.put(Pickles.refusing(checked, in), progress::read);
    keep(checked, blob, executable);
  }

  /** Stores one file that nobody will write again, without copying it if that is possible. */
  void adopt(String path, Path file, boolean executable) throws IOException {
    keep(take(path), blobs.adopt(file), executable);
  }

  /** Stores one file that a job wrote and may go on to use. */
  void copy(String path, InputStream in, boolean executable) throws IOException {
    keep(take(path), blobs.put(in, progress::read), executable);
  }

  private String take(String path) throws IOException {
    String checked = SafePaths.check(path);
    if (!paths.add(checked)) {
      throw new ArtifactException("the source has two files called '%s'".formatted(checked));
    }
    return checked;
  }

  private void keep(String path, BlobStore.Blob blob, boolean executable) {
    files.add(new Manifest.File(path, blob.digest(), new Bytes(blob.size()), executable));
    progress.fileDone();
  }

  Manifest manifest() {
    return new Manifest(files);
  }
}
