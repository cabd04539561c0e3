package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.Command;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.Order;
import org.arkwright.worker.Launches;
import org.arkwright.worker.SupervisedNode;
import org.arkwright.worker.rank.ProcessGroups;
import org.arkwright.worker.rank.ProcessStat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orders and what becomes of them, with real processes, by one worker and the one after it. */
@Timeout(120)
final class SupervisorTest {
  private static final AttemptId ATTEMPT = Launches.attempt(1);
  private static final String BOOT = "this boot";

  /** Goes on until somebody says so, which a test can without knowing the time. */
  private static final String UNTIL_TOLD = "echo up; while [ ! -e told ]; do sleep 0.05; done; ";

  @TempDir Path folder;
  private SupervisedNode node;

  @BeforeEach
  void open() throws IOException {
    node = new SupervisedNode(folder, BOOT);
  }

  @AfterEach
  void close() throws Exception {
    node.supervisor.fence("the test is over");
    List<Long> left = node.supervisor.running().stream().map(rank -> rank.pid()).toList();
    ProcessGroups.kill(left);
    node.close();
  }

  @Test
  void ranks_runWithTheirOutput_andEndAsTheirCommandDid() throws Exception {
    node.carryOut(Launches.running(1, 2, "echo rank $RANK of $WORLD_SIZE; exit 3"));

    assertThat(List.of(node.next(), node.next(), node.next(), node.next()))
        .filteredOn(Command.ReportRankEnded.class::isInstance)
        .extracting(ended -> ((Command.ReportRankEnded) ended).exit())
        .containsExactly(new RankExit.Exited(3), new RankExit.Exited(3));
    assertThat(node.output(ATTEMPT, 0)).isEqualTo("rank 0 of 2\n");
    assertThat(node.output(ATTEMPT, 1)).isEqualTo("rank 1 of 2\n");
    assertThat(node.supervisor.running()).isEmpty();
    assertThat(node.supervisor.attempts()).containsExactly(ATTEMPT);
  }

  @Test
  void launchOfAKnownAttempt_reportsIt_andStartsNothing() throws Exception {
    Order.Launch launch = Launches.running(1, 1, "echo once >> ran; " + UNTIL_TOLD);
    node.carryOut(launch, launch);
    long pid = node.started(ATTEMPT, 0);

    node.carryOut(launch);
    assertThat(node.started(ATTEMPT, 0)).isEqualTo(pid);
    tell();
    assertThat(node.ended(ATTEMPT, 0).exit()).isEqualTo(new RankExit.Exited(0));
    node.carryOut(launch);
    assertThat(node.ended(ATTEMPT, 0).exit()).isEqualTo(new RankExit.Exited(0));

    assertThat(node.work(ATTEMPT).resolve("ran")).hasContent("once");
  }

  @Test
  void rankThatHasStartedSomewhere_isLost_andNotStartedAgain() throws Exception {
    Order.Launch launch = Launches.running(1, 1, "echo once >> ran");
    node.carryOut(
        new Order.Launch(
            launch.attempt(),
            launch.spec(),
            launch.ranks(),
            launch.groupRank(),
            launch.meeting(),
            new TreeSet<>(List.of(0)),
            launch.inputs()));

    assertThat(node.ended(ATTEMPT, 0).exit())
        .isEqualTo(new RankExit.Lost("the worker has no record of it"));
    node.awaitPrepared();
    assertThat(node.work(ATTEMPT).resolve("ran")).doesNotExist();
  }

  @Test
  void stop_asksTheRank_whichMayEndInItsTime() throws Exception {
    node.carryOut(Launches.running(1, 1, "trap 'echo bye; exit 0' TERM; " + UNTIL_TOLD));
    var _ = node.started(ATTEMPT, 0);
    awaitOutput("up\n");

    node.carryOut(new Order.Stop(ATTEMPT, Duration.ofMinutes(10)));

    assertThat(node.ended(ATTEMPT, 0).exit()).isEqualTo(new RankExit.Stopped(false));
    assertThat(node.output(ATTEMPT, 0)).endsWith("bye\n");
  }

  @Test
  void stop_killsARankThatDoesNotEnd_afterItsGrace() throws Exception {
    node.carryOut(Launches.running(1, 1, "trap '' TERM; " + UNTIL_TOLD));
    var _ = node.started(ATTEMPT, 0);
    awaitOutput("up\n");

    node.carryOut(
        new Order.Stop(ATTEMPT, Duration.ofMillis(100)),
        new Order.Stop(ATTEMPT, Duration.ofMinutes(10)));

    assertThat(node.ended(ATTEMPT, 0).exit()).isEqualTo(new RankExit.Stopped(true));
  }

  @Test
  void fence_killsEveryRank_whichAreLost() throws Exception {
    node.carryOut(Launches.running(1, 1, UNTIL_TOLD));
    long pid = node.started(ATTEMPT, 0);
    long start = ProcessStat.of(pid).orElseThrow().startTime();

    node.supervisor.fence("its lease is over");

    assertThat(node.ended(ATTEMPT, 0).exit()).isEqualTo(new RankExit.Lost("its lease is over"));
    assertThat(ProcessStat.isAlive(pid, start)).isFalse();
  }

  @Test
  void commandThatIsNotThere_isTheJobsFault() throws Exception {
    node.carryOut(Launches.launch(1, 1));
    var _ = node.started(ATTEMPT, 0);
    assertThat(node.ended(ATTEMPT, 0).exit()).isEqualTo(new RankExit.Exited(0));

    node.carryOut(Launches.in(Launches.launch(2, 1), "/no/such/folder"));
    assertThat(node.ended(Launches.attempt(2), 0).exit())
        .isInstanceOfSatisfying(
            RankExit.NotStarted.class,
            not -> assertThat(not.problem()).contains("/no/such/folder does not exist"));
  }

  @Test
  void forgottenAttempt_leavesNothing_alsoOneThatRan() throws Exception {
    node.carryOut(Launches.running(1, 1, UNTIL_TOLD));
    var _ = node.started(ATTEMPT, 0);

    node.carryOut(new Order.Forget(ATTEMPT), new Order.Forget(Launches.attempt(9)));
    assertThat(node.ended(ATTEMPT, 0).exit()).isEqualTo(new RankExit.Stopped(false));
    restartOnceForgotten();

    assertThat(node.supervisor.attempts()).isEmpty();
    assertThat(node.work(ATTEMPT)).doesNotExist();
    assertThat(node.records.read(ATTEMPT, 0)).isEmpty();
  }

  @Test
  void nextWorker_adoptsWhatRuns_andReportsItsEnd() throws Exception {
    node.carryOut(Launches.running(1, 1, UNTIL_TOLD + "exit 4"));
    long pid = node.started(ATTEMPT, 0);

    restart(BOOT);
    assertThat(node.started(ATTEMPT, 0)).isEqualTo(pid);
    assertThat(node.supervisor.running()).extracting(rank -> rank.pid()).containsExactly(pid);
    long told = System.nanoTime();
    tell();

    Command.ReportRankEnded ended = node.ended(ATTEMPT, 0);
    assertThat(ended.exit()).isEqualTo(new RankExit.Exited(4));
    assertThat(ended.endedAgoNanos().orElseThrow())
        .as("it ended before the eyes of this worker")
        .isLessThanOrEqualTo(System.nanoTime() - told);
  }

  @Test
  void nextWorker_stopsWhatItAdopted_andWhatTheOneBeforeWasToStop() throws Exception {
    node.carryOut(Launches.running(1, 1, "trap '' TERM; " + UNTIL_TOLD));
    var _ = node.started(ATTEMPT, 0);
    awaitOutput("up\n");
    node.carryOut(new Order.Stop(ATTEMPT, Duration.ofHours(1)));

    restart(BOOT);
    var _ = node.started(ATTEMPT, 0);
    node.carryOut(new Order.Stop(ATTEMPT, Duration.ofMillis(10)));

    assertThat(node.ended(ATTEMPT, 0).exit()).isEqualTo(new RankExit.Stopped(true));
  }

  @Test
  void nextWorker_reportsWhatEndedMeanwhile_andForHowLongItHasBeenOver() throws Exception {
    node.carryOut(Launches.running(1, 1, UNTIL_TOLD + "exit 5"));
    long pid = node.started(ATTEMPT, 0);
    node.close();
    tell();
    while (ProcessStat.of(pid).filter(stat -> !stat.hasEnded()).isPresent()) {
      Thread.onSpinWait();
    }
    long over = System.nanoTime();

    node = new SupervisedNode(folder, BOOT);
    long opened = System.nanoTime();

    assertThat(node.started(ATTEMPT, 0)).isEqualTo(pid);
    Command.ReportRankEnded ended = node.ended(ATTEMPT, 0);
    assertThat(ended.exit()).isEqualTo(new RankExit.Exited(5));
    // Files are dated to a tick of the kernel, which is some milliseconds.
    assertThat(ended.endedAgoNanos().orElseThrow())
        .isGreaterThan(opened - over - TimeUnit.MILLISECONDS.toNanos(20));
  }

  @Test
  void nextWorkerOfTheSameBoot_repeatsTheEndsThatWereReported() throws Exception {
    node.carryOut(Launches.running(1, 1, "exit 6"));
    var _ = node.started(ATTEMPT, 0);
    assertThat(node.ended(ATTEMPT, 0).exit()).isEqualTo(new RankExit.Exited(6));

    restart(BOOT);

    assertThat(node.ended(ATTEMPT, 0).exit()).isEqualTo(new RankExit.Exited(6));
    assertThat(node.supervisor.running()).isEmpty();
  }

  @Test
  void machineThatWasRestarted_hasLostWhatRan() throws Exception {
    node.carryOut(Launches.running(1, 1, UNTIL_TOLD));
    long pid = node.started(ATTEMPT, 0);
    node.close();
    ProcessGroups.kill(List.of(pid));

    node = new SupervisedNode(folder, "the next boot");

    assertThat(node.ended(ATTEMPT, 0).exit())
        .isEqualTo(new RankExit.Lost("the machine was restarted"));
    assertThat(node.records.read(ATTEMPT, 0)).isEmpty();
  }

  private void tell() throws IOException {
    Files.createFile(node.work(ATTEMPT).resolve("told"));
  }

  private void restart(String boot) throws IOException {
    node.close();
    node = new SupervisedNode(folder, boot);
  }

  /** Another worker finds nothing once the spool has forgotten the attempt. */
  private void restartOnceForgotten() throws IOException {
    do {
      Thread.onSpinWait();
    } while (Files.exists(node.work(ATTEMPT)));
    restart(BOOT);
    while (!node.supervisor.attempts().isEmpty()) {
      node.carryOut(new Order.Forget(ATTEMPT));
      restart(BOOT);
    }
  }

  private void awaitOutput(String text) throws IOException {
    while (!node.output(ATTEMPT, 0).equals(text)) {
      Thread.onSpinWait();
    }
  }
}
