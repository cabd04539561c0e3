package org.arkwright.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.dispatch.WorkerProvider.Fence;
import org.arkwright.model.id.WorkerId;
import org.arkwright.worker.JobTerms;
import org.arkwright.worker.WorkerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each site of this machine fences its own worker, whatever its node is called. */
final class LocalFenceTest {
  @TempDir Path folder;

  @Test
  void nodeOfHomeThatEndsLikeAPartition_isFencedAtHome() {
    LocalWorkers home = workers("worker", Optional.empty());
    workers("worker-cloud", Optional.of("cloud"));

    assertThat(home.fence(new WorkerId("home", "gpu-cloud"))).isEqualTo(Fence.DEAD);

    assertThat(Files.exists(folder.resolve("worker/lock"))).isTrue();
    assertThat(Files.exists(folder.resolve("worker-cloud"))).isFalse();
  }

  private LocalWorkers workers(String name, Optional<String> site) {
    return new LocalWorkers(
        List.of("false"),
        new WorkerOptions(
            folder.resolve(name),
            folder.resolve("logs"),
            folder.resolve("work"),
            folder.resolve("server.json"),
            folder.resolve("token"),
            Duration.ofSeconds(60),
            WorkerOptions.BOOT_ID_FILE,
            site,
            JobTerms.DEFAULT),
        (_, _) -> "secret");
  }
}
