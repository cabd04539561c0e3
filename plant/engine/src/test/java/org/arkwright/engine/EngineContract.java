package org.arkwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.arkwright.model.Command;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Capability;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every engine; an adapter's test extends it and provides a started engine. */
public abstract class EngineContract {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir protected Path folder;

  /** A started engine that reports to {@link #observed}. */
  protected abstract Engine engine();

  protected abstract Observed observed();

  /** The rank's output so far. */
  protected abstract String log(Launch launch, int rank);

  private NodeId node;

  @BeforeEach
  void findNode() {
    node = observed().node().id();
  }

  @Test
  void launch_command_reportsStartAndExitCode() {
    Launch launch = TestGang.running("sh", "-c", "echo out; echo err >&2; exit 3").on(node);
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(3));
    assertThat(observed().pid(launch.attempt(), 0)).isPositive();
    assertThat(log(launch, 0)).isEqualTo("out\nerr\n");
  }

  @Test
  void launch_twice_runsOnce() {
    Path proof = folder.resolve("proof");
    Launch launch = TestGang.running("sh", "-c", "echo ran >> " + proof).on(node);
    engine().launch(launch);
    engine().launch(launch);
    observed().exit(launch.attempt(), 0);
    engine().launch(launch);
    Observed.until(
        "the end is reported again",
        () ->
            observed().all().stream()
                    .filter(each ->
                        each instanceof Command.ReportRankEnded ended
                            && ended.attempt().equals(launch.attempt()))
                    .count()
                > 1);
    assertThat(proof).hasContent("ran");
  }

  @Test
  void launch_rankKnownToHaveStarted_isLostNotStarted() {
    Path proof = folder.resolve("proof");
    Launch launch =
        TestGang.running("sh", "-c", "echo $RANK >> " + proof).ranks(2).alreadyStarted(1).on(node);
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 1)).isInstanceOf(RankExit.Lost.class);
    assertThat(observed().exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
    assertThat(proof).hasContent("0");
  }

  @Test
  void launch_signalledCommand_reportsTheSignal() {
    Launch launch = TestGang.running("sh", "-c", "kill -SEGV $$").on(node);
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 0)).isEqualTo(new RankExit.Signalled(11));
  }

  @Test
  void launch_missingProgram_isNotStarted() {
    Launch launch = TestGang.running("no-such-program").on(node);
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 0))
        .isInstanceOfSatisfying(
            RankExit.NotStarted.class,
            exit -> assertThat(exit.problem()).contains("no-such-program"));
  }

  @Test
  void launch_missingDirectory_isNotStarted() {
    Launch launch = TestGang.running("true").in("/no/such/folder").on(node);
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 0))
        .isInstanceOfSatisfying(
            RankExit.NotStarted.class,
            exit -> assertThat(exit.problem()).contains("/no/such/folder"));
  }

  @Test
  void launch_nameOfAShellBuiltin_isNotRunByTheShell() {
    Launch launch = TestGang.running("exit", "7").on(node);
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 0)).isInstanceOf(RankExit.NotStarted.class);
  }

  @Test
  void launch_script_isRunByItsInterpreter() {
    Launch plain = TestGang.script("echo plain; exit 4").on(node);
    Launch shebang =
        TestGang.script("#!/usr/bin/env bash\necho $BASH_VERSION | cut -c1; exit 5").on(node);
    engine().launch(plain);
    engine().launch(shebang);
    assertThat(observed().exit(plain.attempt(), 0)).isEqualTo(new RankExit.Exited(4));
    assertThat(observed().exit(shebang.attempt(), 0)).isEqualTo(new RankExit.Exited(5));
    assertThat(log(shebang, 0)).matches("\\d\n");
  }

  @Test
  void launch_gang_getsTorchrunsVariables() {
    Launch launch =
        TestGang.running(
                "sh",
                "-c",
                "echo $RANK $LOCAL_RANK $WORLD_SIZE $LOCAL_WORLD_SIZE $GROUP_RANK $MINE"
                    + " $TORCHELASTIC_RESTART_COUNT $ARKWRIGHT_ATTEMPT; echo $MASTER_PORT >&2;"
                    + " echo $MASTER_ADDR $MASTER_PORT > $PLACE/$RANK")
            .ranks(3)
            .env("MINE", "yes")
            .env("PLACE", folder.toString())
            .on(node);
    engine().launch(launch);
    for (int rank = 0; rank < 3; rank++) {
      assertThat(observed().exit(launch.attempt(), rank)).isEqualTo(new RankExit.Exited(0));
      assertThat(log(launch, rank)).startsWith(rank + " " + rank + " 3 3 0 yes 0 1\n");
      assertThat(folder.resolve("" + rank))
          .hasSameTextualContentAs(folder.resolve("0"))
          .content()
          .matches("\\S+ \\d+\n");
    }
  }

  @Test
  void stop_gentleRank_endsWithinGrace() {
    Launch launch = TestGang.running("sh", "-c", "trap 'exit 0' TERM; sleep 600 & wait").on(node);
    engine().launch(launch);
    observed().pid(launch.attempt(), 0);
    engine().stop(launch.attempt(), LONG);
    assertThat(observed().exit(launch.attempt(), 0)).isEqualTo(new RankExit.Stopped(false));
  }

  @Test
  void stop_stubbornRank_isKilledAfterGrace() {
    Path ready = folder.resolve("ready");
    Launch launch =
        TestGang.running(
                "sh", "-c", "trap '' TERM; echo > " + ready + "; while :; do sleep 600; done")
            .on(node);
    engine().launch(launch);
    Observed.until("the rank ignores TERM", () -> Files.exists(ready));
    engine().stop(launch.attempt(), Duration.ofMillis(200));
    assertThat(observed().exit(launch.attempt(), 0)).isEqualTo(new RankExit.Stopped(true));
  }

  @Test
  void stop_rightAfterLaunch_leavesNothingRunning() {
    Launch launch = TestGang.running("sleep", "600").ranks(4).on(node);
    engine().launch(launch);
    engine().stop(launch.attempt(), LONG);
    for (int rank = 0; rank < 4; rank++) {
      assertThat(observed().exit(launch.attempt(), rank)).isEqualTo(new RankExit.Stopped(false));
    }
  }

  @Test
  void end_remainingChildren_areKilled() throws Exception {
    Path left = folder.resolve("left");
    Launch launch = TestGang.running("sh", "-c", "sleep 600 & echo $! > " + left).on(node);
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
    long pid = Long.parseLong(Files.readString(left).strip());
    Observed.until("the child is gone", () -> Processes.isGone(pid));
  }

  @Test
  void forget_endedAttempt_mayBeRepeated() {
    Launch launch = TestGang.running("true").on(node);
    engine().launch(launch);
    observed().exit(launch.attempt(), 0);
    engine().forget(launch.attempt());
    engine().forget(launch.attempt());
    Launch next = TestGang.running("true").on(node);
    engine().launch(next);
    assertThat(observed().exit(next.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
  }

  @Test
  void launch_onANodeThatLacksACapability_neverStarts() {
    Assumptions.assumeFalse(observed().node().capabilities().contains(Capability.SANDBOX));
    Launch launch = TestGang.running("true").sandboxed().on(node);
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 0))
        .isInstanceOfSatisfying(
            RankExit.NotStarted.class,
            exit -> assertThat(exit.problem()).contains(Capability.SANDBOX.refusal()));
  }
}
