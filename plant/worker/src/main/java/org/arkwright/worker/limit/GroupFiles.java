package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The control files of one cgroup version. Every method operates on the folder of one group. */
sealed interface GroupFiles permits GroupFilesV1, GroupFilesV2 {
  /** The file of a group's members; writing {@code 0} moves the writing process into the group. */
  String PROCESSES = "cgroup.procs";

  /** The kernel's default period of CPU quotas. */
  long CPU_PERIOD_MICROS = 100_000;

  /** The shortest quota that the kernel accepts. */
  long CPU_QUOTA_MICROS_MIN = 1000;

  /** The name of the version in {@link org.arkwright.model.node.EnforcedLimit}. */
  String mechanism();

  /** Limits one resource; the amount is in the units of {@link LimitValues}. */
  void limit(Path group, CgroupController controller, long amount) throws IOException;

  /** Whether the kernel killed a member for lack of memory; false if there is no such counter. */
  boolean outOfMemory(Path group) throws IOException;

  /**
   * Sends SIGKILL to all members, including those forked meanwhile; does not wait for their end.
   */
  void kill(Path group) throws IOException;

  /** Returns the CPU time per period for that many thousandths of a core. */
  static long quotaMicros(long cpuMillis) {
    return Math.max(CPU_QUOTA_MICROS_MIN, cpuMillis * CPU_PERIOD_MICROS / 1000);
  }

  /** Returns the process ids in a group, in the kernel's order. */
  static List<Long> members(Path group) throws IOException {
    return Files.readAllLines(group.resolve(PROCESSES)).stream().map(Long::valueOf).toList();
  }

  /** Writes an existing control file; never creates one. */
  static void write(Path file, String value) throws IOException {
    OpenOption[] existing = {StandardOpenOption.WRITE};
    Files.write(file, value.getBytes(StandardCharsets.US_ASCII), existing);
  }

  /** Whether a file of "name count" lines exists and counts any out-of-memory kill. */
  static boolean countsKills(Path file) throws IOException {
    return Files.exists(file)
        && Files.readAllLines(file).stream()
            .anyMatch(line -> line.startsWith("oom_kill ") && !line.equals("oom_kill 0"));
  }
}
