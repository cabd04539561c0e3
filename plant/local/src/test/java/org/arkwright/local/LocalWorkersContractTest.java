package org.arkwright.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.arkwright.engine.Engine;
import org.arkwright.engine.EngineContract;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.Processes;
import org.arkwright.engine.TestGang;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankExit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine contract, run against a real worker process. */
final class LocalWorkersContractTest extends EngineContract {
  private static LocalTestSite site;

  @BeforeAll
  static void up(@TempDir Path home) throws IOException {
    site = new LocalTestSite(home, Duration.ofSeconds(15)).up();
  }

  @AfterAll
  static void down() throws IOException {
    site.close();
  }

  @Override
  protected Engine engine() {
    return site.engine();
  }

  @Override
  protected Observed observed() {
    return site.observed;
  }

  @Override
  protected String log(Launch launch, int rank) {
    try {
      return Files.readString(site.logs().file(launch.attempt(), rank));
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void launch_scriptOfBash_isRunByBash() {
    Launch launch =
        TestGang.script("#!/usr/bin/env bash\necho $BASH_VERSION | cut -c1; exit 5").on(node());
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(5));
    assertThat(log(launch, 0)).matches("\\d\n");
  }

  @Test
  void end_remainingChildren_areKilled() {
    Launch launch = TestGang.running("sh", "-c", "sleep 600 & echo $!").on(node());
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
    long pid = Long.parseLong(log(launch, 0).strip());
    Observed.until("the child is gone", () -> Processes.isGone(pid));
  }

  private NodeId node() {
    return observed().node().id();
  }
}
