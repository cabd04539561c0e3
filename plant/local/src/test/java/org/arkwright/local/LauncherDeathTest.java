package org.arkwright.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.Processes;
import org.arkwright.engine.TestGang;
import org.arkwright.model.Command;
import org.arkwright.model.job.RankExit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose doing it is when a rank's launcher dies: the job's, or whoever killed the launcher. */
final class LauncherDeathTest {
  private static final Duration LEASE = Duration.ofSeconds(60);

  @TempDir Path home;
  @TempDir Path scratch;
  private LocalTestSite site;

  @BeforeEach
  void openSite() throws IOException {
    site = new LocalTestSite(home, LEASE).up();
  }

  @AfterEach
  void closeSite() throws IOException {
    site.close();
  }

  @ParameterizedTest
  @CsvSource({"KILL, 9", "QUIT, 3", "ALRM, 14", "ABRT, 6", "TERM, 15"})
  void signalOwnGroup_isTheJobsDoing(String name, int signal) {
    Launch launch = launch("sleep 60 & kill -s " + name + " 0; sleep 60");
    assertThat(site.observed.exit(launch.attempt(), 0)).isEqualTo(new RankExit.Signalled(signal));
  }

  @Test
  void killOwnGroup_underAnAdoptingWorker_isTheJobsDoing() throws Exception {
    Launch launch = launch("while [ ! -e " + scratch + "/go ]; do sleep 0.05; done; kill -9 0");
    var _ = site.observed.pid(launch.attempt(), 0);
    String first = site.worker().incarnation();
    site.killWorker();
    Observed.until("another worker runs", () -> site.hasWorkerBesides(first));
    var _ =
        site.observed.await(
            "the adopting worker's report",
            all ->
                all.stream().filter(Command.ReportRankStarted.class::isInstance).skip(1).findAny());
    Files.createFile(scratch.resolve("go"));
    assertThat(site.observed.exit(launch.attempt(), 0)).isEqualTo(new RankExit.Signalled(9));
  }

  @Test
  void killLauncherAlone_isALossAndEndsTheCommand() throws Exception {
    Launch launch = launch("echo $$ > " + scratch + "/pid; sleep 60");
    long launcher = site.observed.pid(launch.attempt(), 0);
    Path pid = scratch.resolve("pid");
    Observed.until("the command runs", () -> Files.isRegularFile(pid) && pid.toFile().length() > 0);
    ProcessHandle.of(launcher).orElseThrow().destroyForcibly();
    assertThat(site.observed.exit(launch.attempt(), 0)).isInstanceOf(RankExit.Lost.class);
    long command = Long.parseLong(Files.readString(pid).strip());
    Observed.until("the command is gone", () -> Processes.isGone(command));
  }

  private Launch launch(String script) {
    Launch launch = TestGang.running("sh", "-c", script).on(site.observed.node().id());
    site.engine().launch(launch);
    return launch;
  }
}
