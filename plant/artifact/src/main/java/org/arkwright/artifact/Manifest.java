package org.arkwright.artifact;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;

/**
 * The files of one version, by path. Equal sets of files have identical manifests.
 *
 * @param links relative targets of symbolic links, by path; only snapshots have any, and empty when
 *     there is none
 */
public record Manifest(List<File> files, Optional<SortedMap<String, String>> links) {
  public Manifest {
    files = files.stream().sorted(Comparator.comparing(File::path)).toList();
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i).path().equals(files.get(i - 1).path())) {
        throw new IllegalArgumentException("two files are named " + files.get(i).path());
      }
    }
    links = links.filter(some -> !some.isEmpty()).map(TreeMap::new);
  }

  /** A manifest without links. */
  public Manifest(List<File> files) {
    this(files, Optional.empty());
  }

  /**
   * A file of a version.
   *
   * @param path the path below the folder, with {@code /} between its parts, none of which is
   *     {@code .} or {@code ..}
   */
  public record File(String path, Digest digest, Bytes size, boolean executable) {}

  /** The total size of the files. */
  public Bytes size() {
    return new Bytes(files.stream().mapToLong(file -> file.size().value()).sum());
  }
}
