package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the control groups that work on this machine by creating one with limits, moving a process
 * into it and removing it.
 */
final class GroupTrial {
  private static final LimitValues AMOUNTS = new LimitValues(64L << 20, 500, 64);
  private static final String NAME = "trial";

  private final String scope;
  private final ProcessRoom room;
  private final List<GroupRoot> roots = new ArrayList<>();
  private final Map<CgroupController, String> problems = new EnumMap<>(CgroupController.class);

  private GroupTrial(String scope, ProcessRoom room) {
    this.scope = scope;
    this.room = room;
  }

  /**
   * The result of the trial.
   *
   * @param problems for each controller without a root, why it has none
   * @param room how many processes ranks may have
   */
  record Findings(List<GroupRoot> roots, Map<CgroupController, String> problems, ProcessRoom room) {
    Findings {
      roots = List.copyOf(roots);
      problems = Collections.unmodifiableMap(new EnumMap<>(problems));
    }

    Optional<GroupRoot> root(CgroupController controller) {
      return roots.stream().filter(root -> root.controllers().contains(controller)).findFirst();
    }
  }

  /** Tries all controllers, version 2 first, with groups in folders named {@code scope}. */
  static Findings run(OwnGroups own, String scope, ProcessRoom room) {
    GroupTrial trial = new GroupTrial(scope, room);
    own.unified().ifPresent(trial::tryUnified);
    for (CgroupController controller : CgroupController.values()) {
      if (trial.roots.stream().noneMatch(root -> root.controllers().contains(controller))) {
        own.withController(controller)
            .ifPresent(hierarchy -> trial.tryFirst(hierarchy, controller));
        trial.problems.putIfAbsent(controller, "no control group hierarchy has this controller");
      }
    }
    trial.roots.forEach(root -> root.controllers().forEach(trial.problems::remove));
    return new Findings(trial.roots, trial.problems, room);
  }

  private void tryFirst(OwnGroups.Hierarchy hierarchy, CgroupController controller) {
    try {
      Path folder = createScope(hierarchy.own());
      verify(new GroupRoot(new GroupFilesV1(), folder, List.of(controller)));
    } catch (IOException e) {
      problems.put(controller, reason(e));
    }
  }

  /**
   * Starts at this process's own group, where delegation places it, and moves up while permitted:
   * root in a login session ends up beside the session. A group with members cannot delegate
   * controllers (cgroups(7), "no internal processes"), so a worker that is alone in its group first
   * moves into a leaf.
   */
  private void tryUnified(OwnGroups.Hierarchy hierarchy) {
    Path parent = hierarchy.own();
    while (parent != null && parent.startsWith(hierarchy.mount())) {
      Optional<GroupRoot> root = tryBelow(parent);
      if (root.isPresent()) {
        return;
      }
      parent = parent.getParent();
    }
  }

  private Optional<GroupRoot> tryBelow(Path parent) {
    List<CgroupController> available = new ArrayList<>();
    try {
      List<String> offered = words(parent.resolve("cgroup.controllers"));
      for (CgroupController controller : CgroupController.values()) {
        if (offered.contains(controller.kernelName())) {
          available.add(controller);
        }
      }
      if (available.isEmpty()) {
        return Optional.empty();
      }
      Path folder = createScope(parent);
      delegate(parent, available);
      delegate(folder, available);
      GroupRoot root = new GroupRoot(new GroupFilesV2(), folder, available);
      verify(root);
      return Optional.of(root);
    } catch (IOException e) {
      available.forEach(controller -> problems.put(controller, reason(e)));
      removeIfEmpty(parent.resolve(scope));
      return Optional.empty();
    }
  }

  private static void delegate(Path group, List<CgroupController> controllers) throws IOException {
    Path control = group.resolve("cgroup.subtree_control");
    List<String> present = words(control);
    for (CgroupController controller : controllers) {
      if (!present.contains(controller.kernelName())) {
        moveIntoLeaf(group);
        GroupFiles.write(control, "+" + controller.kernelName());
      }
    }
  }

  private static void moveIntoLeaf(Path group) throws IOException {
    if (GroupFiles.members(group).equals(List.of(ProcessHandle.current().pid()))) {
      Path leaf = group.resolve("arkwright-worker");
      createIfMissing(leaf);
      GroupFiles.write(leaf.resolve(GroupFiles.PROCESSES), "0");
    }
  }

  /** Throws unless a process can be moved into a group with limits. */
  private void verify(GroupRoot root) throws IOException {
    RankGroup group = root.create(NAME, AMOUNTS);
    try {
      String joined =
          MechanismTrial.output(
              List.of(
                  "/bin/sh", "-c", ShellLines.join(group.folder()) + "\ncat /proc/self/cgroup"));
      if (!joined.contains("/" + scope + "/" + NAME)) {
        throw new IOException("a process could not be moved into " + group.folder());
      }
      if (root.controllers().contains(CgroupController.PROCESSES)) {
        root.files().limit(root.folder(), CgroupController.PROCESSES, room.all());
      }
      roots.add(root);
    } finally {
      Files.deleteIfExists(group.folder());
    }
  }

  private Path createScope(Path parent) throws IOException {
    Path folder = parent.resolve(scope);
    createIfMissing(folder);
    return folder;
  }

  private static void createIfMissing(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException _) {
      // created by an earlier start
    }
  }

  private static void removeIfEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException _) {
      // not empty or not ours: harmless
    }
  }

  private static List<String> words(Path file) throws IOException {
    return List.of(Files.readString(file).strip().split("\\s+", -1));
  }

  private static String reason(IOException e) {
    return "cannot be set up: " + e.getMessage();
  }
}
