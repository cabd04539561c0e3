package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Version 1: one hierarchy per controller, no file that kills a group. */
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

  /** Swap counts as memory where the kernel can tell, or the limit would only cause swapping. */
  private static void limitMemory(Path group, String bytes) throws IOException {
    GroupFiles.write(group.resolve("memory.limit_in_bytes"), bytes);
    Path withSwap = group.resolve("memory.memsw.limit_in_bytes");
    if (Files.exists(withSwap)) {
      GroupFiles.write(withSwap, bytes);
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
      GroupFiles.write(processesMax, "0"); // no more forks, so the passes below come to an end
    }
    killEach(group);
  }

  /** Kills the members until a pass finds none that was not killed before. */
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
