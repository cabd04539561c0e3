package org.arkwright.artifact.output;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.artifact.Manifest;
import org.arkwright.model.id.NodeId;

/**
 * The files that several nodes left in folders of the same name, put together. A path that several
 * nodes wrote is one file if they wrote the same; otherwise nobody knows which of them is meant.
 * Pure.
 */
public final class PartsUnion {
  private PartsUnion() {}

  /** What becomes of the parts. */
  public sealed interface Result {
    /** All files, in the order of their paths. */
    record Whole(List<Manifest.File> files) implements Result {
      public Whole {
        files = List.copyOf(files);
      }
    }

    /** Two nodes left different things at that path: two contents, or a file and a folder. */
    record Conflict(String path, NodeId one, NodeId other) implements Result {}
  }

  private record Owned(Manifest.File file, NodeId node) {}

  /**
   * Puts the files of the nodes together.
   *
   * @param given the files that each node had at its begin: one that a node left as it was is not
   *     written by it, and gives way to what another made of it, its removal too
   */
  public static Result of(SortedMap<NodeId, Manifest> parts, Manifest given) {
    Map<String, Manifest.File> begin = new HashMap<>();
    given.files().forEach(file -> begin.put(file.path(), file));
    SortedMap<String, Owned> all = new TreeMap<>();
    Map<String, Integer> untouched = new HashMap<>();
    for (Map.Entry<NodeId, Manifest> part : parts.entrySet()) {
      for (Manifest.File file : part.getValue().files()) {
        if (file.equals(begin.get(file.path()))) {
          untouched.merge(file.path(), 1, Integer::sum);
          continue;
        }
        Owned before = all.get(file.path());
        if (before == null) {
          all.put(file.path(), new Owned(file, part.getKey()));
        } else if (!before.file.digest().equals(file.digest())) {
          return new Result.Conflict(file.path(), before.node, part.getKey());
        } else if (file.executable()) {
          all.put(file.path(), new Owned(file, before.node));
        }
      }
    }
    NodeId first = parts.firstKey();
    untouched.forEach((path, nodes) -> {
      if (nodes == parts.size()) {
        all.put(path, new Owned(Objects.requireNonNull(begin.get(path)), first));
      }
    });
    for (Map.Entry<String, Owned> each : all.entrySet()) {
      String path = each.getKey();
      for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        Owned file = all.get(path.substring(0, at));
        if (file != null) {
          return new Result.Conflict(file.file.path(), file.node, each.getValue().node);
        }
      }
    }
    return new Result.Whole(all.values().stream().map(Owned::file).toList());
  }
}
