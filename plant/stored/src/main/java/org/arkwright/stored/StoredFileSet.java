package org.arkwright.stored;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;

/** {@link StoredFiles}, what an artifact's version consists of, as they are stored. */
public record StoredFileSet(Digest manifest, Bytes size, int files) {
  /** The stored form of the files. */
  public static StoredFileSet of(StoredFiles files) {
    return new StoredFileSet(files.manifest(), files.size(), files.files());
  }

  /** The files that have this form. */
  public StoredFiles model() {
    return new StoredFiles(manifest, size, files);
  }

  /** {@link StoredOutputs}, what an attempt left. */
  public record Left(
      SortedMap<String, StoredFileSet> outputs, Optional<StoredFileSet> checkpoints) {
    /** The stored form of the outputs. */
    public static Left of(StoredOutputs left) {
      SortedMap<String, StoredFileSet> outputs = new TreeMap<>();
      left.outputs().forEach((mount, files) -> outputs.put(mount, StoredFileSet.of(files)));
      return new Left(outputs, left.checkpoints().map(StoredFileSet::of));
    }

    /** The outputs that have this form. */
    public StoredOutputs model() {
      SortedMap<String, StoredFiles> files = new TreeMap<>();
      outputs.forEach((mount, set) -> files.put(mount, set.model()));
      return new StoredOutputs(files, checkpoints.map(StoredFileSet::model));
    }
  }
}
