package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The record of all folders in which this worker has created groups, one "mechanism folder" per
 * line. A restarted worker may be elsewhere in the hierarchy, and still has to find its earlier
 * groups.
 */
record CgroupRootRecord(Path file) {
  /** Adds the current roots, and returns all that still exist, current ones first. */
  List<RankGroup> update(List<GroupRoot> current) throws IOException {
    Set<RankGroup> roots = new LinkedHashSet<>();
    current.forEach(root -> roots.add(new RankGroup(root.files(), root.folder())));
    if (Files.exists(file)) {
      Files.readAllLines(file).forEach(line -> parse(line, roots));
    }
    List<String> lines = new ArrayList<>();
    roots.forEach(root -> lines.add(root.files().mechanism() + " " + root.folder()));
    Files.write(file, lines);
    return List.copyOf(roots);
  }

  private static void parse(String line, Set<RankGroup> roots) {
    for (GroupFiles files : List.of(new GroupFilesV2(), new GroupFilesV1())) {
      String prefix = files.mechanism() + " ";
      if (line.startsWith(prefix)) {
        try {
          Path folder = Path.of(line.substring(prefix.length()));
          if (Files.isDirectory(folder)) {
            roots.add(new RankGroup(files, folder));
          }
        } catch (InvalidPathException _) {
          // A line that a power loss left, of zeros; such a folder was never created.
        }
      }
    }
  }
}
