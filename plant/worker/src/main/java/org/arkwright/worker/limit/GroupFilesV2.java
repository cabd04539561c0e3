package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Cgroup version 2: one hierarchy with all controllers. */
record GroupFilesV2() implements GroupFiles {
  @Override
  public String mechanism() {
    return "cgroup-v2";
  }

  @Override
  public void limit(Path group, CgroupController controller, long amount) throws IOException {
    switch (controller) {
      case MEMORY -> limitMemory(group, Long.toString(amount));
      case CPU ->
          GroupFiles.write(
              group.resolve("cpu.max"),
              GroupFiles.quotaMicros(amount) + " " + GroupFiles.CPU_PERIOD_MICROS);
      case PROCESSES -> GroupFiles.write(group.resolve("pids.max"), Long.toString(amount));
    }
  }

  /** Disables swap too, or the limit would only cause swapping. */
  private static void limitMemory(Path group, String bytes) throws IOException {
    GroupFiles.write(group.resolve("memory.max"), bytes);
    Path swap = group.resolve("memory.swap.max");
    if (Files.exists(swap)) {
      GroupFiles.write(swap, "0");
    }
  }

  @Override
  public boolean outOfMemory(Path group) throws IOException {
    return GroupFiles.countsKills(group.resolve("memory.events"));
  }

  @Override
  public void kill(Path group) throws IOException {
    Path kill = group.resolve("cgroup.kill");
    if (Files.exists(kill)) {
      GroupFiles.write(kill, "1");
    } else {
      GroupFilesV1.killEach(group); // kernels before 5.14
    }
  }
}
