package org.arkwright.model.artifact;

import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;

/**
 * A set of files in the store.
 *
 * @param manifest names the files with their digests
 * @param size total size of the files, each counted as often as it is named
 */
public record StoredFiles(Digest manifest, Bytes size, int files) {
  public StoredFiles {
    if (files < 0) {
      throw new IllegalArgumentException("files are not negative: " + files);
    }
  }
}
