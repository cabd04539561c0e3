package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.node.EnforcedLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe on a machine without working control groups. */
class MechanismsTest {
  private static final SandboxFolders NO_FOLDERS =
      new SandboxFolders(List.of(), List.of(), List.of());

  @TempDir Path proc;

  @Test
  void probe_withoutControlGroups_fallsBackForMemoryAlone() {
    Mechanisms mechanisms = Mechanisms.probe(proc, "arkwright-test", proc, NO_FOLDERS);

    assertThat(limit(mechanisms, "memory").mechanism()).contains("prlimit");
    assertThat(limit(mechanisms, "memory").detail()).contains("per process, not per rank");
    assertThat(limit(mechanisms, "cpu").mechanism()).isEmpty();
    assertThat(limit(mechanisms, "cpu").detail()).contains("RLIMIT_CPU");
    assertThat(limit(mechanisms, "processes").mechanism()).isEmpty();
    assertThat(limit(mechanisms, "processes").detail()).contains("RLIMIT_NPROC");
  }

  @Test
  void probe_whenNoGroupCanBeCreated_reportsWhy() throws IOException {
    Files.createDirectory(proc.resolve("self"));
    Files.writeString(proc.resolve("self/cgroup"), "4:memory:/\n0::/\n");
    Files.writeString(
        proc.resolve("self/mountinfo"),
        """
        32 23 0:28 / /proc/none rw - cgroup cgroup rw,memory
        33 23 0:29 / %s rw - cgroup2 cgroup2 rw
        """
            .formatted(Files.createDirectory(proc.resolve("empty"))));

    Mechanisms mechanisms = Mechanisms.probe(proc, "arkwright-test", proc, NO_FOLDERS);

    assertThat(limit(mechanisms, "memory").detail()).contains("cannot be set up");
    assertThat(limit(mechanisms, "cpu").detail()).contains("control group");
  }

  @Test
  void dataLimit_hog_cannotAllocate() throws Exception {
    Process hog =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                ShellLines.dataLimit(64L << 20)
                    + "\nexec dd if=/dev/zero of=/dev/null bs=256M count=1")
            .redirectErrorStream(true)
            .start();
    assertThat(hog.inputReader().lines()).anyMatch(line -> line.contains("memory"));
    assertThat(hog.waitFor()).isEqualTo(1);
  }

  @Test
  void join_folderWithSpecialCharacters_isQuoted() throws Exception {
    Path odd = Files.createDirectory(proc.resolve("it's $HOME `odd`"));
    List<String> command = List.of("/bin/sh", "-c", ShellLines.join(odd) + "\necho joined");

    assertThat(MechanismTrial.output(command)).isEqualTo("joined\n");
    assertThat(odd.resolve(GroupFiles.PROCESSES)).hasContent("0");
  }

  private static EnforcedLimit limit(Mechanisms mechanisms, String name) {
    Optional<EnforcedLimit> found =
        mechanisms.report().stream().filter(limit -> limit.name().equals(name)).findFirst();
    return found.orElseThrow();
  }
}
