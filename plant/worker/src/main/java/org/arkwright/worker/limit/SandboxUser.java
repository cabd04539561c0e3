package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.AttemptId;

/**
 * The user ids of sandboxed attempts. A worker that is root gives each attempt one of a range that
 * nobody has; any other worker has only its own to give.
 *
 * @param first the first id of the range
 * @param count the number of ids
 * @param root whether this process is root, so that ranks run under these ids
 */
record SandboxUser(int first, int count, boolean root) {
  /** Ranges that no distribution assigns to users or containers, the wider first. */
  private static final List<SandboxUser> RANGES =
      List.of(new SandboxUser(0x70000000, 1 << 16, true), new SandboxUser(61_184, 4_096, true));

  /** Returns the range for this process; empty if it is root in a container that has none. */
  static Optional<SandboxUser> find() throws IOException {
    int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (own != 0) {
      return Optional.of(new SandboxUser(own, 1, false));
    }
    List<String> mapped = Files.readAllLines(Path.of("/proc/self/uid_map"));
    return RANGES.stream().filter(range -> range.isMapped(mapped)).findFirst();
  }

  private boolean isMapped(List<String> map) {
    return map.stream()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(fields -> fields.length == 3)
        .anyMatch(fields -> {
          long inside = Long.parseLong(fields[0]);
          return inside <= first && first + (long) count <= inside + Long.parseLong(fields[2]);
        });
  }

  /** The id of an attempt's ranks. Two attempts may have the same: they see nothing in common. */
  int of(AttemptId attempt) {
    return first + Math.floorMod(attempt.toString().hashCode(), count);
  }
}
