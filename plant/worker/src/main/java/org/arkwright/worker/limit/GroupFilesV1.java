package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Cgroup version 1: one hierarchy per controller, and no file that kills a group. */
record GroupFilesV1() implements GroupFiles {
  private static final int KILL_PASSES_MAX = 1000;

  @Override
  public String mechanism() {
    return "cgroup-v1";
  }

  @Override
  public void limit(Path group, CgroupController controller, long amount) throws IOException {
    switch (controller) {
      case MEMORY -> limitMemory(group, Long.toString(amount));
      case CPU ->
          GroupFiles.write(
              group.resolve("cpu.cfs_quota_us"), Long.toString(GroupFiles.quotaMicros(amount)));
      case PROCESSES -> GroupFiles.write(group.resolve("pids.max"), Long.toString(amount));
    }
  }

  /** Limits swap too if the kernel accounts for it, or the limit would only cause swapping. */
  private static void limitMemory(Path group, String bytes) throws IOException {
    GroupFiles.write(group.resolve("memory.limit_in_bytes"), bytes);
    Path memoryAndSwap = group.resolve("memory.memsw.limit_in_bytes");
    if (Files.exists(memoryAndSwap)) {
      GroupFiles.write(memoryAndSwap, bytes);
    }
  }

  @Override
  public boolean outOfMemory(Path group) throws IOException {
    return GroupFiles.countsKills(group.resolve("memory.oom_control"));
  }

  @Override
  public void kill(Path group) throws IOException {
    Path processesMax = group.resolve("pids.max");
    if (Files.exists(processesMax)) {
      GroupFiles.write(processesMax, "0"); // prevents forks, so that the passes below terminate
    }
    killEach(group);
  }

  /** Kills the members repeatedly, until a pass finds no new ones. */
  static void killEach(Path group) throws IOException {
    Set<Long> killed = new HashSet<>();
    for (int pass = 0; pass < KILL_PASSES_MAX; pass++) {
      boolean anyNew = false;
      for (long pid : GroupFiles.members(group)) {
        if (killed.add(pid)) {
          anyNew = true;
          ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
      if (!anyNew) {
        return;
      }
    }
  }
}
