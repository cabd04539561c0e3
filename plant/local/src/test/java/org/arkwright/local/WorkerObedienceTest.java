package org.arkwright.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.Processes;
import org.arkwright.engine.TestGang;
import org.arkwright.model.Event;
import org.arkwright.worker.WorkerFence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a worker obeys, and whose processes are signalled. */
final class WorkerObedienceTest {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration SHORT_LEASE = Duration.ofSeconds(3);
  private static final long WHILE_MILLIS = 3_000;

  /** Before and after the time at which the jobs of test gangs say that they were submitted. */
  private static final long BEFORE = TimeUnit.SECONDS.toNanos(1_600_000_000L);

  private static final long AFTER = TimeUnit.SECONDS.toNanos(1_800_000_000L);

  @TempDir Path home;
  private LocalTestSite site;

  @AfterEach
  void closeSite() throws IOException {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void serverOfAnotherHome_isNotObeyed() throws Exception {
    site = new LocalTestSite(home, LEASE).up(start("h-1", 1), Long.MAX_VALUE);
    long pid = run();
    site.crash();

    site.up(start("h-2", 9), Long.MAX_VALUE);

    Thread.sleep(WHILE_MILLIS);
    assertThat(Processes.isGone(pid)).isFalse();
  }

  @Test
  void earlierStart_isNotObeyed_andItsNodeIsNotTakenForASilentOne() throws Exception {
    site = new LocalTestSite(home, LEASE).up(start("h-1", 5), Long.MAX_VALUE);
    Launch launch = launch();
    long pid = site.observed.pid(launch.attempt(), 0);
    site.down();

    site.up(start("h-1", 4), Long.MAX_VALUE, launch.attempt());
    site.engine().launch(launch);

    Thread.sleep(WHILE_MILLIS);
    assertThat(Processes.isGone(pid)).isFalse();
    site.crash();
    site.up(start("h-1", 6), Long.MAX_VALUE, launch.attempt());
    site.engine().launch(launch);
    assertThat(site.observed.pid(launch.attempt(), 0)).isEqualTo(pid);
  }

  @Test
  void attemptOfALostEndOfTheJournal_isLeftAlone_untilToldToForget() throws Exception {
    site = new LocalTestSite(home, LEASE).up(start("h-1", 1), Long.MAX_VALUE);
    long pid = run();
    site.down();

    site.up(start("h-1", 2), BEFORE);
    Thread.sleep(WHILE_MILLIS);
    assertThat(Processes.isGone(pid)).isFalse();

    site.down();
    site.up(start("h-1", 3), Long.MAX_VALUE);
    Observed.until("what is not known has ended", () -> Processes.isGone(pid));
  }

  @Test
  void stopRightAfterAStart_ranksOutliveTheLease() throws Exception {
    site = new LocalTestSite(home, SHORT_LEASE).up();
    Launch launch = launch();
    long pid = site.observed.pid(launch.attempt(), 0);
    site.down();

    Thread.sleep(SHORT_LEASE.multipliedBy(2).toMillis());
    assertThat(Processes.isGone(pid)).isFalse();
    site.up(launch.attempt());
    site.engine().launch(launch);
    assertThat(site.observed.pid(launch.attempt(), 0)).isEqualTo(pid);
  }

  @Test
  void fence_ofACopiedFolder_signalsNothingOfTheOriginals() throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    long pid = run();
    long worker = site.worker().pid();
    Path copied = home.resolveSibling(home.getFileName() + "-copied");
    new ProcessBuilder("cp", "-a", home.toString(), copied.toString()).start().waitFor();

    WorkerFence.fence(copied.resolve("worker"));

    assertThat(Processes.isGone(pid)).isFalse();
    assertThat(Processes.isGone(worker)).isFalse();
  }

  @Test
  void fence_afterARestartOfTheMachine_signalsNobodyWithAReusedNumber() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      Path worker = Files.createDirectories(home.resolve("worker/ranks")).getParent();
      String start =
          Files.readString(Path.of("/proc/" + stranger.pid() + "/stat"))
              .replaceFirst(".*\\) ", "")
              .replaceFirst("^(?:\\S+ ){19}(\\S+)(?s:.*)", "$1");
      Files.writeString(
          worker.resolve("worker.json"),
          """
          {"pid":%d,"startTime":%s,"incarnation":"i","protocol":3,"boot":"an-earlier-boot"}\
          """
              .formatted(stranger.pid(), start));
      Files.writeString(
          worker.resolve("ranks/6h0sb8qqc0007.1.0"), stranger.pid() + " " + start + "\n");

      WorkerFence.fence(worker);

      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void deletedFolder_workerAndRanksEnd() throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    long pid = run();
    long worker = site.worker().pid();

    new ProcessBuilder("rm", "-rf", home.resolve("worker").toString()).start().waitFor();

    Observed.until("the rank has ended", () -> Processes.isGone(pid));
    Observed.until("the worker has ended", () -> Processes.isGone(worker));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"pid\":1", "no json at all", "{\"pid\":-5}", "[]", "\0\0\0\0"})
  void damagedRecord_isWrittenAgain_andRanksRunOn(String garbage) throws Exception {
    site = new LocalTestSite(home, LEASE).up();
    long pid = run();
    long worker = site.worker().pid();
    Path worn = home.resolve("worker/worker.json");

    if (garbage.isEmpty()) {
      Files.delete(worn);
    } else {
      Files.writeString(worn, garbage);
    }

    Observed.until("the record is whole", () -> site.runningWorker().isPresent());
    assertThat(site.worker().pid()).isEqualTo(worker);
    assertThat(Processes.isGone(pid)).isFalse();
  }

  private static Event.ServerStarted start(String home, long epoch) {
    return new Event.ServerStarted(home, "host", "boot", epoch, AFTER);
  }

  private long run() throws Exception {
    return site.observed.pid(launch().attempt(), 0);
  }

  private Launch launch() throws Exception {
    Launch launch = TestGang.running("sleep", "300").on(site.observed.node().id());
    site.engine().launch(launch);
    return launch;
  }
}
