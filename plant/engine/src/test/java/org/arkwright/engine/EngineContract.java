package org.arkwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.arkwright.model.Command;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Capability;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of every engine; an adapter's test extends it and provides a started engine. What an
 * engine did is proved by logs, exit codes and observations, never by processes of this machine:
 * the scripts are so plain that a site without any can carry them out too.
 */
public abstract class EngineContract {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** A started engine that reports to {@link #observed}. */
  protected abstract Engine engine();

  protected abstract Observed observed();

  /** The rank's output so far; empty for a rank that never had any. */
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
    observed().awaitStart(launch.attempt(), 0);
    assertThat(log(launch, 0)).isEqualTo("out\nerr\n");
  }

  @Test
  void launch_twice_runsOnce() {
    Launch launch = TestGang.running("sh", "-c", "echo ran").on(node);
    engine().launch(launch);
    engine().launch(launch);
    observed().exit(launch.attempt(), 0);
    Observed.until(
        "the end is reported again",
        () -> {
          engine().launch(launch); // As the controller does until it knows.
          return observed().all().stream()
                  .filter(each ->
                      each instanceof Command.ReportRankEnded ended
                          && ended.attempt().equals(launch.attempt()))
                  .count()
              > 1;
        });
    assertThat(log(launch, 0)).isEqualTo("ran\n");
  }

  @Test
  void launch_rankKnownToHaveStarted_isLostNotStarted() {
    Launch launch = TestGang.running("sh", "-c", "echo $RANK").ranks(2).alreadyStarted(1).on(node);
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 1)).isInstanceOf(RankExit.Lost.class);
    assertThat(observed().exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
    assertThat(log(launch, 0)).isEqualTo("0\n");
    assertThat(log(launch, 1)).isEmpty();
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
  void launch_script_isRun() {
    Launch plain = TestGang.script("echo plain; exit 4").on(node);
    Launch shebang = TestGang.script("#!/bin/sh\necho sh; exit 5").on(node);
    engine().launch(plain);
    engine().launch(shebang);
    assertThat(observed().exit(plain.attempt(), 0)).isEqualTo(new RankExit.Exited(4));
    assertThat(observed().exit(shebang.attempt(), 0)).isEqualTo(new RankExit.Exited(5));
    assertThat(log(shebang, 0)).isEqualTo("sh\n");
  }

  @Test
  void launch_gang_getsTorchrunsVariables() {
    Launch launch =
        TestGang.running(
                "sh",
                "-c",
                "echo $RANK $LOCAL_RANK $WORLD_SIZE $LOCAL_WORLD_SIZE $GROUP_RANK $MINE"
                    + " $TORCHELASTIC_RESTART_COUNT $ARKWRIGHT_ATTEMPT;"
                    + " echo $MASTER_ADDR $MASTER_PORT")
            .ranks(3)
            .env("MINE", "yes")
            .on(node);
    engine().launch(launch);
    String meeting = "";
    for (int rank = 0; rank < 3; rank++) {
      assertThat(observed().exit(launch.attempt(), rank)).isEqualTo(new RankExit.Exited(0));
      String[] lines = log(launch, rank).split("\n", -1);
      assertThat(lines[0]).isEqualTo(rank + " " + rank + " 3 3 0 yes 0 1");
      assertThat(lines[1]).matches("\\S+ \\d+");
      assertThat(meeting).isIn("", lines[1]);
      meeting = lines[1];
    }
  }

  @Test
  void stop_gentleRank_endsWithinGrace() {
    Launch launch =
        TestGang.running("sh", "-c", "trap 'exit 0' TERM; echo ready; sleep 600").on(node);
    engine().launch(launch);
    Observed.until("the rank is ready", () -> log(launch, 0).contains("ready"));
    engine().stop(launch.attempt(), LONG);
    assertThat(observed().exit(launch.attempt(), 0)).isEqualTo(new RankExit.Stopped(false));
  }

  @Test
  void stop_stubbornRank_isKilledAfterGrace() {
    Launch launch = TestGang.running("sh", "-c", "trap '' TERM; echo ready; sleep 600").on(node);
    engine().launch(launch);
    Observed.until("the rank ignores TERM", () -> log(launch, 0).contains("ready"));
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
  void launch_onANodeThatLacksACapability_isTheNodesFault() {
    Assumptions.assumeFalse(observed().node().capabilities().contains(Capability.SANDBOX));
    Launch launch = TestGang.running("true").sandboxed().on(node);
    engine().launch(launch);
    assertThat(observed().exit(launch.attempt(), 0))
        .isInstanceOfSatisfying(
            RankExit.Unstartable.class,
            exit -> assertThat(exit.problem()).contains(Capability.SANDBOX.refusal()));
  }
}
