package org.arkwright.cli.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.arkwright.cli.home.HostWorker.Listing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command learns of this host's worker from its folder. */
final class HostWorkerTest {
  @TempDir Path folder;

  @Test
  void listing_isAwaited_withinItsBound() throws Exception {
    HostWorker worker = new HostWorker(folder);
    Path home = Files.createDirectory(folder.resolve("worker"));

    assertThat(worker.awaitListed(Duration.ZERO))
        .isEqualTo(new Listing.NotYet(home.resolve("worker.log")));

    Files.writeString(home.resolve("listed"), "cloud/gpu-1");
    assertThat(worker.awaitListed(Duration.ofSeconds(20)))
        .isEqualTo(new Listing.Listed("cloud/gpu-1"));
  }
}
