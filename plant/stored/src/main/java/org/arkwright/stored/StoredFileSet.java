package org.arkwright.stored;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;

/** The stored form of {@link StoredFiles}, the content of an artifact's version. */
public record StoredFileSet(Digest manifest, Bytes size, int files) {
  /** Returns the stored form of the files. */
  public static StoredFileSet of(StoredFiles files) {
    return new StoredFileSet(files.manifest(), files.size(), files.files());
  }

  /** Returns the files as a record of the model. */
  public StoredFiles model() {
    return new StoredFiles(manifest, size, files);
  }

  /** The stored form of {@link StoredOutputs}, the outputs of an attempt. */
  public record Left(
      SortedMap<String, StoredFileSet> outputs, Optional<StoredFileSet> checkpoints) {
    /** Returns the stored form of the outputs. */
    public static Left of(StoredOutputs stored) {
      SortedMap<String, StoredFileSet> outputs = new TreeMap<>();
      stored.outputs().forEach((mount, files) -> outputs.put(mount, StoredFileSet.of(files)));
      return new Left(outputs, stored.checkpoints().map(StoredFileSet::of));
    }

    /** Returns the outputs as a record of the model. */
    public StoredOutputs model() {
      SortedMap<String, StoredFiles> files = new TreeMap<>();
      outputs.forEach((mount, set) -> files.put(mount, set.model()));
      return new StoredOutputs(files, checkpoints.map(StoredFileSet::model));
    }
  }
}
