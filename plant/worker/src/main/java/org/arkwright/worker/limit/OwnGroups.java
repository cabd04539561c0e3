package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * This process's groups in the machine's cgroup hierarchies, from {@code /proc/self/cgroup} and
 * {@code /proc/self/mountinfo} (see proc(5) and cgroups(7)).
 */
record OwnGroups(List<Hierarchy> hierarchies) {
  /**
   * One mounted hierarchy.
   *
   * @param controllers its controllers in version 1; empty in version 2
   * @param mount its mount point
   * @param own this process's group in it
   */
  record Hierarchy(boolean unified, List<String> controllers, Path mount, Path own) {}

  OwnGroups {
    hierarchies = List.copyOf(hierarchies);
  }

  /** Reads both files below a proc folder; malformed lines are skipped. */
  static OwnGroups read(Path proc) throws IOException {
    List<String> memberships = Files.readAllLines(proc.resolve("self/cgroup"));
    return new OwnGroups(
        Files.readAllLines(proc.resolve("self/mountinfo")).stream()
            .flatMap(mount -> hierarchy(mount, memberships).stream())
            .toList());
  }

  /** Returns the version 2 hierarchy, if mounted. */
  Optional<Hierarchy> unified() {
    return hierarchies.stream().filter(Hierarchy::unified).findFirst();
  }

  /** Returns the version 1 hierarchy with the controller, if mounted. */
  Optional<Hierarchy> withController(CgroupController controller) {
    return hierarchies.stream()
        .filter(hierarchy -> hierarchy.controllers().contains(controller.kernelName()))
        .findFirst();
  }

  private static Optional<Hierarchy> hierarchy(String mountLine, List<String> memberships) {
    String[] halves = mountLine.split(" - ", 2);
    String[] mount = halves[0].split(" ", -1);
    String[] type = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
    if (mount.length < 5 || type.length < 3 || !type[0].startsWith("cgroup")) {
      return Optional.empty();
    }
    boolean unified = type[0].equals("cgroup2");
    List<String> options = Arrays.asList(type[2].split(","));
    for (String membership : memberships) {
      String[] fields = membership.split(":", 3);
      if (fields.length < 3 || unified != fields[1].isEmpty()) {
        continue;
      }
      List<String> controllers = unified ? List.of() : Arrays.asList(fields[1].split(","));
      if (options.containsAll(controllers)) {
        Path point = Path.of(mount[4]);
        return Optional.of(
            new Hierarchy(unified, controllers, point, below(point, mount[3], fields[2])));
      }
    }
    return Optional.empty();
  }

  /** A container may see only a part of the hierarchy: the root of its mount is then not "/". */
  private static Path below(Path mountPoint, String mountRoot, String group) {
    Path root = Path.of(mountRoot);
    Path own = Path.of(group);
    return own.startsWith(root) ? mountPoint.resolve(root.relativize(own)) : mountPoint;
  }
}
