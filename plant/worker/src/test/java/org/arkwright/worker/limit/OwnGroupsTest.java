package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnGroupsTest {
  @TempDir Path proc;

  @Test
  void read_unifiedHost_findsTheOwnGroup() throws IOException {
    OwnGroups own =
        read(
            "0::/user.slice/user-1000.slice/session-2.scope\n",
            "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n");

    assertThat(own.unified().orElseThrow().own())
        .isEqualTo(Path.of("/sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope"));
    assertThat(own.withController(CgroupController.MEMORY)).isEmpty();
  }

  @Test
  void read_hybridHost_distinguishesTheHierarchies() throws IOException {
    OwnGroups own =
        read(
            "8:pids:/\n4:memory:/box\n2:cpu,cpuacct:/\n1:name=systemd:/\n0::/\n",
            """
            31 23 0:27 / /sys/fs/cgroup/systemd rw - cgroup systemd rw,name=systemd
            32 23 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            33 23 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
            34 23 0:30 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
            35 23 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
            """);

    assertThat(own.withController(CgroupController.MEMORY).orElseThrow().own())
        .isEqualTo(Path.of("/sys/fs/cgroup/memory/box"));
    assertThat(own.withController(CgroupController.CPU).orElseThrow().own())
        .isEqualTo(Path.of("/sys/fs/cgroup/cpu,cpuacct"));
    assertThat(own.unified().orElseThrow().own()).isEqualTo(Path.of("/sys/fs/cgroup/unified"));
  }

  @Test
  void read_insideAContainer_staysBelowItsMount() throws IOException {
    OwnGroups own =
        read(
            "4:memory:/docker/abc/inner\n",
            "40 30 0:28 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");

    assertThat(own.withController(CgroupController.MEMORY).orElseThrow().own())
        .isEqualTo(Path.of("/sys/fs/cgroup/memory/inner"));
  }

  @Test
  void read_garbage_findsNothing() throws IOException {
    OwnGroups own = read("nonsense\n:::\n\n", "1 2 3\n - \ncgroup - cgroup\n");
    assertThat(own.hierarchies()).isEmpty();
  }

  private OwnGroups read(String memberships, String mounts) throws IOException {
    Files.createDirectory(proc.resolve("self"));
    Files.writeString(proc.resolve("self/cgroup"), memberships);
    Files.writeString(proc.resolve("self/mountinfo"), mounts);
    return OwnGroups.read(proc);
  }
}
