package org.arkwright.artifact;

import java.util.Comparator;
import java.util.List;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;

/** The files of one version, by path. Equal sets of files have the same manifest, byte by byte. */
public record Manifest(List<File> files) {
  public Manifest {
    files = files.stream().sorted(Comparator.comparing(File::path)).toList();
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i).path().equals(files.get(i - 1).path())) {
        throw new IllegalArgumentException("two files are called " + files.get(i).path());
      }
    }
  }

  /**
   * One file.
   *
   * @param path below the folder, with {@code /} between its parts; no part is {@code .} or {@code
   *     ..}
   */
  public record File(String path, Digest digest, Bytes size, boolean executable) {}

  /** All sizes together. */
  public Bytes size() {
    return new Bytes(files.stream().mapToLong(file -> file.size().value()).sum());
  }
}
