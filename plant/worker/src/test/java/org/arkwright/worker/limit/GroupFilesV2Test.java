package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version 2's files in a plain folder, and its kill on a real group if the host has one. */
class GroupFilesV2Test {
  private final GroupFiles files = new GroupFilesV2();

  @TempDir Path group;

  @Test
  void limit_eachController_writesItsFile() throws IOException {
    for (String file : new String[] {"memory.max", "memory.swap.max", "cpu.max", "pids.max"}) {
      Files.createFile(group.resolve(file));
    }

    files.limit(group, CgroupController.MEMORY, 64L << 20);
    files.limit(group, CgroupController.CPU, 1500);
    files.limit(group, CgroupController.PROCESSES, 512);

    assertThat(group.resolve("memory.max")).hasContent("67108864");
    assertThat(group.resolve("memory.swap.max")).hasContent("0");
    assertThat(group.resolve("cpu.max")).hasContent("150000 100000");
    assertThat(group.resolve("pids.max")).hasContent("512");
  }

  @Test
  void limit_ofATinyCpuShare_isTheKernelsMinimum() throws IOException {
    Files.createFile(group.resolve("cpu.max"));
    files.limit(group, CgroupController.CPU, 1);
    assertThat(group.resolve("cpu.max")).hasContent("1000 100000");
  }

  @Test
  void limit_withoutTheController_failsAndCreatesNoFile() {
    assertThatThrownBy(() -> files.limit(group, CgroupController.MEMORY, 1))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(group).isEmptyDirectory();
  }

  @Test
  void outOfMemory_readsTheKillCounter() throws IOException {
    Path events = group.resolve("memory.events");
    assertThat(files.outOfMemory(group)).isFalse();
    Files.writeString(events, "low 0\nhigh 0\nmax 12\noom 1\noom_kill 0\noom_group_kill 0\n");
    assertThat(files.outOfMemory(group)).isFalse();
    Files.writeString(events, "low 0\nhigh 0\nmax 40\noom 3\noom_kill 2\noom_group_kill 0\n");
    assertThat(files.outOfMemory(group)).isTrue();
  }

  @Test
  void kill_realGroup_endsItsMembers() throws Exception {
    OwnGroups.Hierarchy hierarchy = OwnGroups.read(Path.of("/proc")).unified().orElse(null);
    assumeThat(hierarchy).as("cgroup v2 is mounted").isNotNull();
    assumeThat(Files.isWritable(hierarchy.own())).as("its own group is writable").isTrue();
    Path real =
        Files.createDirectory(
            hierarchy.own().resolve("arkwright-kill-test-" + ProcessHandle.current().pid()));
    try {
      Process member =
          new ProcessBuilder(
                  "/bin/sh", "-c", ShellLines.join(real) + "\necho joined\nexec sleep 600")
              .start();
      assertThat(member.inputReader().readLine()).isEqualTo("joined");

      files.kill(real);

      assertThat(member.waitFor()).isEqualTo(137);
    } finally {
      Files.delete(real);
    }
  }
}
