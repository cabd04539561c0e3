package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.node.EnforcedLimit;

/**
 * The mechanisms that the start-up probe found to work.
 *
 * @param memoryByProcess whether memory is limited per process, as a fallback
 * @param sandbox the sandbox; empty if none holds here
 * @param sandboxProblem why none does; empty if one does
 */
record Mechanisms(
    GroupTrial.Findings groups,
    boolean memoryByProcess,
    Optional<Sandbox> sandbox,
    String sandboxProblem) {

  /**
   * Tries each mechanism on this machine.
   *
   * @param proc where procfs is mounted
   * @param folder the worker's folder
   * @param folders what sandboxes see
   */
  static Mechanisms probe(Path proc, String scope, Path folder, SandboxFolders folders) {
    GroupTrial.Findings groups = groups(proc, scope);
    boolean memoryByProcess = groups.root(CgroupController.MEMORY).isEmpty() && dataLimitWorks();
    try {
      Sandbox sandbox = Sandbox.open(folder, folders);
      return new Mechanisms(groups, memoryByProcess, Optional.of(sandbox), "");
    } catch (IOException e) {
      return new Mechanisms(
          groups, memoryByProcess, Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  /** Returns one entry per limit, in the order of {@link EnforcedLimit}'s names. */
  List<EnforcedLimit> report() {
    List<EnforcedLimit> report = new ArrayList<>();
    for (CgroupController controller : CgroupController.values()) {
      report.add(report(controller));
    }
    report.add(
        sandbox
            .map(found ->
                new EnforcedLimit("sandbox", Optional.of("bubblewrap"), detail(found.hasOwnUser())))
            .orElseGet(() -> new EnforcedLimit("sandbox", Optional.empty(), sandboxProblem)));
    return List.copyOf(report);
  }

  private EnforcedLimit report(CgroupController controller) {
    Optional<GroupRoot> root = groups.root(controller);
    if (root.isPresent()) {
      return new EnforcedLimit(
          controller.limitName(), Optional.of(root.get().files().mechanism()), detail(controller));
    }
    if (controller == CgroupController.MEMORY && memoryByProcess) {
      return new EnforcedLimit(
          controller.limitName(),
          Optional.of("prlimit"),
          "per process, not per rank: allocations fail instead of an out-of-memory kill ("
              + groups.problems().get(controller)
              + ")");
    }
    return new EnforcedLimit(
        controller.limitName(),
        Optional.empty(),
        "control group: " + groups.problems().get(controller) + "; " + noFallback(controller));
  }

  private static String detail(boolean ownUser) {
    return "own root, processes and "
        + (ownUser ? "user" : "capabilities, under the worker's user")
        + "; filtered system calls; shares the network unless sandbox-offline";
  }

  private String detail(CgroupController controller) {
    return switch (controller) {
      case MEMORY -> "hard limit per rank, swap included";
      case CPU -> "hard cap per rank, over periods of 100 ms";
      case PROCESSES ->
          "at most %d processes and threads per rank, %d of all ranks"
              .formatted(groups.room().rank(), groups.room().all());
    };
  }

  private static String noFallback(CgroupController controller) {
    return switch (controller) {
      case MEMORY -> "RLIMIT_DATA does not work either";
      case CPU -> "RLIMIT_CPU bounds CPU time, not the share of it";
      case PROCESSES -> "RLIMIT_NPROC counts a user's processes, not a rank's";
    };
  }

  private static GroupTrial.Findings groups(Path proc, String scope) {
    ProcessRoom room = ProcessRoom.find(proc);
    try {
      return GroupTrial.run(OwnGroups.read(proc), scope, room);
    } catch (IOException e) {
      Map<CgroupController, String> problems = new EnumMap<>(CgroupController.class);
      for (CgroupController controller : CgroupController.values()) {
        problems.put(controller, "cannot read " + e.getMessage());
      }
      return new GroupTrial.Findings(List.of(), problems, room);
    }
  }

  private static boolean dataLimitWorks() {
    return problem(
            () -> MechanismTrial.output(List.of("/bin/sh", "-c", ShellLines.dataLimit(64L << 20))))
        .isEmpty();
  }

  private static Optional<String> problem(Trial trial) {
    try {
      trial.run();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A trial that throws if the mechanism does not work. */
  private interface Trial {
    void run() throws IOException;
  }
}
