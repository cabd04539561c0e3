package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many processes ranks may have on machines of several sizes. */
final class ProcessRoomTest {
  @TempDir Path proc;

  @Test
  void find_takesTheLesserLimitOfTheKernel_andLeavesAPartOfIt() throws IOException {
    Path kernel = Files.createDirectories(proc.resolve("sys/kernel"));
    Files.writeString(kernel.resolve("pid_max"), "4194304\n");
    Files.writeString(kernel.resolve("threads-max"), "20000\n");
    assertThat(ProcessRoom.find(proc)).isEqualTo(new ProcessRoom(10_000, 15_000));
    Files.writeString(kernel.resolve("threads-max"), "1000000\n");
    assertThat(ProcessRoom.find(proc)).isEqualTo(new ProcessRoom(32_768, 750_000));
  }

  @Test
  void find_withoutTheKernelsNumbers_assumesItsLeast() {
    assertThat(ProcessRoom.find(proc)).isEqualTo(new ProcessRoom(16_384, 24_576));
  }
}
