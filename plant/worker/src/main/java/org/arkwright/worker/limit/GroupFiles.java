package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The control files of one cgroup version. All methods work on one group's folder. */
sealed interface GroupFiles permits GroupFilesV1, GroupFilesV2 {
  /** Members of a group; writing {@code 0} moves the writer in. */
  String PROCESSES = "cgroup.procs";

  /** The kernel's default, written nowhere: quotas are given per this period. */
  long CPU_PERIOD_MICROS = 100_000;

  /** The kernel refuses shorter quotas. */
  long CPU_QUOTA_MICROS_MIN = 1000;

  /** The version as {@link org.arkwright.model.node.EnforcedLimit} names it. */
  String mechanism();

  /** Bounds one resource; the amount is in the units of {@link LimitValues}. */
  void limit(Path group, CgroupController controller, long amount) throws IOException;

  /** Whether the kernel killed a member for memory; false where the group has no such counter. */
  boolean outOfMemory(Path group) throws IOException;

  /** Sends SIGKILL to all members, also to those being forked meanwhile; does not wait for ends. */
  void kill(Path group) throws IOException;

  /** CPU time per period for so many thousandths of a core. */
  static long quotaMicros(long cpuMillis) {
    return Math.max(CPU_QUOTA_MICROS_MIN, cpuMillis * CPU_PERIOD_MICROS / 1000);
  }

  /** Process ids in a group, as the kernel orders them. */
  static List<Long> members(Path group) throws IOException {
    return Files.readAllLines(group.resolve(PROCESSES)).stream().map(Long::valueOf).toList();
  }

  /** Writes a control file; never creates one. */
  static void write(Path file, String value) throws IOException {
    OpenOption[] existing = {StandardOpenOption.WRITE};
    Files.write(file, value.getBytes(StandardCharsets.US_ASCII), existing);
  }

  /** Whether a file of "name count" lines, where it exists, counts any out-of-memory kill. */
  static boolean countsKills(Path file) throws IOException {
    return Files.exists(file)
        && Files.readAllLines(file).stream()
            .anyMatch(line -> line.startsWith("oom_kill ") && !line.equals("oom_kill 0"));
  }
}
