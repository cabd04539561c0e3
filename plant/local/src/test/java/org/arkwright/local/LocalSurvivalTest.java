package org.arkwright.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.Processes;
import org.arkwright.engine.TestGang;
import org.arkwright.model.Command;
import org.arkwright.model.job.RankExit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crashes of the server, the worker and the machine while ranks run. */
final class LocalSurvivalTest {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration SHORT_LEASE = Duration.ofSeconds(2);
  private static final Duration OUTAGE = Duration.ofSeconds(2);

  /**
   * How long a worker's last sign of life may lie before its end, with a loaded machine's delay.
   */
  private static final Duration PRESENCE = Duration.ofSeconds(15);

  @TempDir Path home;
  @TempDir Path scratch;
  private LocalTestSite site;

  @AfterEach
  void closeSite() throws IOException {
    site.close();
  }

  @Test
  void killWorker_runningRank_isReattached() throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    Launch launch = launchUntilGo("echo before", "echo after; exit 9");
    long pid = site.observed.pid(launch.attempt(), 0);
    String first = site.worker().incarnation();
    site.killWorker();
    assertThat(Processes.isGone(pid)).isFalse();
    Observed.until("another worker runs", () -> site.hasWorkerBesides(first));
    go();
    assertThat(site.observed.exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(9));
    assertThat(site.logs().file(launch.attempt(), 0)).hasContent("before\nafter\n");
  }

  @Test
  void killWorker_rankEndsMeanwhile_itsExitCodeIsReported() throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    Launch launch = launchUntilGo(":", "exit 9");
    long pid = site.observed.pid(launch.attempt(), 0);
    site.crash();
    site.killWorker();
    go();
    Observed.until("the rank has ended", () -> Processes.isGone(pid));
    takeOver(launch);
    assertThat(site.observed.exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(9));
  }

  @Test
  void killServer_runningRank_isReattachedByTheNextServer() throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    Launch launch = launchUntilGo(":", "exit 9");
    site.observed.pid(launch.attempt(), 0);
    String worker = site.worker().incarnation();
    site.crash();
    takeOver(launch);
    site.observed.pid(launch.attempt(), 0);
    go();
    assertThat(site.observed.exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(9));
    assertThat(site.worker().incarnation()).isEqualTo(worker);
  }

  @Test
  void killServer_forgottenAttempt_isStoppedByTheNextServer() throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    Launch launch = launchUntilGo(":", "exit 9");
    long pid = site.observed.pid(launch.attempt(), 0);
    site.crash();
    site.up();
    Observed.until("the stray rank is gone", () -> Processes.isGone(pid));
  }

  @Test
  void loseServer_leaseEnds_ranksAreFenced() throws Exception {
    site = new LocalTestSite(home, SHORT_LEASE).up();
    Launch launch = launchUntilGo(":", "exit 9");
    long pid = site.observed.pid(launch.attempt(), 0);
    site.crash();
    Observed.until("the worker has fenced the rank", () -> Processes.isGone(pid));
    takeOver(launch);
    assertThat(site.observed.exit(launch.attempt(), 0)).isInstanceOf(RankExit.Lost.class);
  }

  @Test
  void loseServer_leaseEnds_reportSaysHowLongAgo() throws Exception {
    site = new LocalTestSite(home, SHORT_LEASE).up();
    Launch launch = launchUntilGo(":", "exit 9");
    long pid = site.observed.pid(launch.attempt(), 0);
    site.crash();
    Observed.until("the worker has fenced the rank", () -> Processes.isGone(pid));
    assertOutage(launch, System.nanoTime());
  }

  @Test
  void loseServer_rankEndsMeanwhile_reportSaysHowLongAgo() throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    Launch launch = launchUntilGo(":", "exit 9");
    long pid = site.observed.pid(launch.attempt(), 0);
    site.crash();
    go();
    Observed.until("the rank has ended", () -> Processes.isGone(pid));
    assertOutage(launch, System.nanoTime());
  }

  @Test
  void loseServerAndWorker_rankEndsMeanwhile_reportSaysHowLongAgo() throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    Launch launch = launchUntilGo(":", "exit 9");
    long pid = site.observed.pid(launch.attempt(), 0);
    site.crash();
    site.killWorker();
    go();
    Observed.until("the rank has ended", () -> Processes.isGone(pid));
    assertOutage(launch, System.nanoTime());
  }

  @Test
  void reboot_runningRank_ranUntilItsWorkerWasLastThere() throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    Launch launch = launchUntilGo(":", "exit 9");
    long pid = site.observed.pid(launch.attempt(), 0);
    site.crash();
    site.killWorker();
    signal("KILL", -pid);
    site.pretendReboot();
    assertOutage(launch, System.nanoTime());
  }

  /** Starts a control plane after a while, and looks at the age of the end that it is told. */
  private void assertOutage(Launch launch, long endedNanos) throws Exception {
    Thread.sleep(OUTAGE);
    takeOver(launch);
    Command.ReportRankEnded end = site.observed.end(launch.attempt(), 0);
    long most = System.nanoTime() - endedNanos + PRESENCE.toNanos();
    assertThat(end.endedAgoNanos().orElseThrow()).isBetween(OUTAGE.toNanos() / 2, most);
  }

  @Test
  void suspendWorker_leaseEnds_nodeIsLostOnlyWithItsRanks() throws Exception {
    site = new LocalTestSite(home, SHORT_LEASE).up();
    Launch launch = launchUntilGo(":", "exit 9");
    long pid = site.observed.pid(launch.attempt(), 0);
    signal("STOP", site.worker().pid());
    site.observed.await(
        "the loss of the node",
        observations ->
            observations.stream().filter(Command.LoseNode.class::isInstance).findFirst());
    assertThat(Processes.isGone(pid)).isTrue();
    assertThat(site.observed.exit(launch.attempt(), 0)).isInstanceOf(RankExit.Lost.class);
  }

  @Test
  void reboot_runningRank_isLost() throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    Launch launch = launchUntilGo(":", "exit 9");
    long pid = site.observed.pid(launch.attempt(), 0);
    site.crash();
    site.killWorker();
    signal("KILL", -pid);
    site.pretendReboot();
    takeOver(launch);
    assertThat(site.observed.exit(launch.attempt(), 0))
        .isEqualTo(new RankExit.Lost("the machine was restarted"));
  }

  /** Starts a control plane that repeats what it had ordered, as every one does. */
  private void takeOver(Launch launch) throws IOException {
    site.up(launch.attempt());
    site.engine()
        .launch(
            new Launch(
                launch.attempt(),
                launch.spec(),
                launch.placement(),
                launch.allocated(),
                new TreeSet<>(Set.of(0)),
                launch.inputs()));
  }

  private Launch launchUntilGo(String before, String after) {
    Path go = scratch.resolve("go");
    Launch launch =
        TestGang.running(
                "sh", "-c", before + "; while [ ! -e " + go + " ]; do sleep 0.05; done; " + after)
            .on(site.observed.node().id());
    site.engine().launch(launch);
    return launch;
  }

  private void go() throws IOException {
    Files.createFile(scratch.resolve("go"));
  }

  private static void signal(String name, long target) throws Exception {
    new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " -- " + target).start().waitFor();
  }
}
