package org.arkwright.cli.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  @Test
  void refusal_quotesTheOtherSidesText_withoutCommandingTheTerminal() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    HostWorker worker = new HostWorker(folder.resolve("host"));
    HostWorker.Joining joining =
        worker.join(
            List.of("--token", "\u001b[31m\u009b2Jtoken\r\n"),
            new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(joining).isEqualTo(new HostWorker.Joining.Failed(2));
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("the join token is", "token", "`arkwright node token`")
        .doesNotContainPattern("[\\p{Cc}&&[^\\n]]");
  }
}
