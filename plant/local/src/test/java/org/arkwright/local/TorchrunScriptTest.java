package org.arkwright.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.arkwright.engine.Launch;
import org.arkwright.engine.TestGang;
import org.arkwright.model.job.RankExit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that scripts written for torchrun run unchanged. */
class TorchrunScriptTest {
  @TempDir private Path home;
  @TempDir private Path scratch;

  @Test
  void run_shellScript_seesTorchrunsVariables() throws Exception {
    try (LocalTestSite site = site()) {
      Launch launch =
          run(
              site,
              TestGang.script(
                      "echo $RANK/$WORLD_SIZE $LOCAL_RANK/$LOCAL_WORLD_SIZE group $GROUP_RANK"
                          + " role $ROLE_RANK/$ROLE_WORLD_SIZE restarts $TORCHELASTIC_RESTART_COUNT"
                          + " id $TORCHELASTIC_RUN_ID;"
                          + " test \"$MASTER_PORT\" -gt 0 -a -n \"$MASTER_ADDR\"")
                  .ranks(2));

      String job = launch.attempt().job().toString();
      assertThat(site.logs().file(launch.attempt(), 0))
          .hasContent("0/2 0/2 group 0 role 0/2 restarts 0 id " + job);
      assertThat(site.logs().file(launch.attempt(), 1))
          .hasContent("1/2 1/2 group 0 role 1/2 restarts 0 id " + job);
    }
  }

  @Tag("torch")
  @Test
  void run_torchDistributedScript_meetsOverGloo() throws Exception {
    Optional<String> python = pythonWithTorch();
    assumeTrue(
        python.isPresent(), "skipped: no Python with torch was found; set ARKWRIGHT_PYTHON to one");
    Path script = scratch.resolve("allreduce.py");
    try (InputStream source = getClass().getResourceAsStream("allreduce.py")) {
      Files.copy(Objects.requireNonNull(source), script);
    }

    try (LocalTestSite site = site()) {
      Launch launch = run(site, TestGang.running(python.get(), script.toString()).ranks(2));

      assertThat(site.logs().file(launch.attempt(), 0)).hasContent("rank 0 of 2, local 0: sum 3");
      assertThat(site.logs().file(launch.attempt(), 1)).hasContent("rank 1 of 2, local 1: sum 3");
    }
  }

  private LocalTestSite site() throws Exception {
    return new LocalTestSite(home, Duration.ofSeconds(15)).up();
  }

  private static Launch run(LocalTestSite site, TestGang gang) throws Exception {
    Launch launch = gang.on(site.observed.node().id());
    site.engine().launch(launch);
    for (int rank = 0; rank < launch.spec().gang().ranks(); rank++) {
      assertThat(site.observed.exit(launch.attempt(), rank))
          .as(() -> "log of rank 0: " + log(site, launch))
          .isEqualTo(new RankExit.Exited(0));
    }
    return launch;
  }

  private static String log(LocalTestSite site, Launch launch) {
    try {
      return Files.readString(site.logs().file(launch.attempt(), 0));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Optional<String> pythonWithTorch() {
    return Stream.of(System.getenv("ARKWRIGHT_PYTHON"), "python3")
        .filter(Objects::nonNull)
        .filter(TorchrunScriptTest::hasTorch)
        .findFirst();
  }

  private static boolean hasTorch(String python) {
    try {
      return new ProcessBuilder(python, "-c", "import torch.distributed")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
