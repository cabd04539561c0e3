package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.model.Command;
import org.arkwright.model.job.RankExit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the engine, the followers and the next plan get to know, and how often. */
final class ControllerEffectsTest {
  private final Scene scene = new Scene();

  @AfterEach
  void noBugs() {
    assertThat(scene.bugs).isEmpty();
  }

  private long calls(String call) {
    return scene.engine.calls().stream().filter(call::equals).count();
  }

  private String launch(int job) {
    return "launch " + Scene.attempt(job) + " []";
  }

  /** Runs a command before orders to the engine are repeated. */
  private Scene.Call soon(Command command) {
    Scene.Call call = scene.offer(command);
    scene.now++;
    scene.controller.step(scene.now);
    return call;
  }

  private void start(int job) {
    soon(Scene.node());
    soon(Scene.submit(job, 4)); // All of the node.
    assertThat(calls(launch(job))).isEqualTo(1);
    for (int rank = 0; rank < 4; rank++) {
      soon(new Command.ReportRankStarted(Scene.attempt(job), rank, 4711 + rank));
    }
  }

  private void end(int job, int rank, int code) {
    soon(new Command.ReportRankEnded(Scene.attempt(job), rank, new RankExit.Exited(code)));
  }

  @Test
  void stop_isOrderedOnce_howeverOftenTheJobIsHeardOf() {
    start(1);
    soon(new Command.CancelJob(Scene.id(1)));
    end(1, 0, 143);
    end(1, 1, 143);
    soon(new Command.CancelJob(Scene.id(1)));
    assertThat(calls("stop " + Scene.attempt(1))).isEqualTo(1);
    assertThat(calls(launch(1))).isEqualTo(1);
    assertThat(calls("forget " + Scene.attempt(1))).isZero();
    scene.now += Controller.REPEAT_NANOS;
    scene.step();
    assertThat(calls("stop " + Scene.attempt(1))).isEqualTo(2); // It may have been lost.
    end(1, 2, 143);
    end(1, 3, 143);
    assertThat(calls("forget " + Scene.attempt(1))).isEqualTo(1);
  }

  @Test
  void runningJob_isNotLaunchedAgain() {
    start(1);
    scene.now += Controller.REPEAT_NANOS;
    scene.step();
    assertThat(scene.engine.calls()).filteredOn(call -> call.startsWith("launch")).hasSize(1);
  }

  @Test
  void placeThatBecomesFree_isTakenInTheSameAppend() {
    start(1);
    soon(Scene.submit(2, 4));
    assertThat(calls(launch(2))).isZero();
    for (int rank = 0; rank < 3; rank++) {
      end(1, rank, 0);
    }
    int before = scene.journal.appends();
    end(1, 3, 0); // Succeeded.
    assertThat(calls(launch(2))).isEqualTo(1);
    assertThat(scene.journal.appends()).isEqualTo(before + 1);
  }

  @Test
  void placeOfAFailedOrCancelledJob_isTakenToo() {
    start(1);
    soon(Scene.submit(2, 4));
    soon(Scene.submit(3, 4));
    end(1, 0, 1);
    for (int rank = 1; rank < 4; rank++) {
      end(1, rank, 143);
    }
    assertThat(calls(launch(2))).isEqualTo(1);
    soon(new Command.CancelJob(Scene.id(2)));
    for (int rank = 0; rank < 4; rank++) {
      end(2, rank, 143);
    }
    assertThat(calls(launch(3))).isEqualTo(1);
  }

  @Test
  void nodeThatComes_startsWhoWaits_inTheSameAppend() {
    soon(Scene.submit(1, 4));
    int before = scene.journal.appends();
    soon(Scene.node());
    assertThat(calls(launch(1))).isEqualTo(1);
    assertThat(scene.journal.appends()).isEqualTo(before + 1);
  }

  @Test
  void reportsThatFreeNothing_planNothing() {
    start(1);
    soon(Scene.submit(2, 4));
    List<Commit> commits = new ArrayList<>();
    scene.controller.follow(commits::add);
    end(1, 0, 0);
    end(1, 1, 0);
    assertThat(commits).hasSize(2);
    assertThat(commits.get(0).cycle()).isSameAs(commits.get(1).cycle());
  }

  /** As when a connection breaks after the database has committed. */
  @Test
  void appendThatIsDurableButReportedAsFailed_isTakenUp() {
    scene.run(Scene.node());
    scene.journal.losesAnswers(true);
    Scene.Call call = scene.run(Scene.submit(1, 4));
    assertThat(call.failure).isPresent();
    scene.journal.losesAnswers(false);
    assertThat(scene.published)
        .extracting(NumberedEvent::number)
        .startsWith(1L)
        .endsWith(scene.journal.lastNumber())
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize((int) scene.journal.lastNumber());
    assertThat(calls(launch(1))).isEqualTo(1);
    assertThat(scene.controller.nextDecisionNanos()).isPresent(); // It plans on what it found.
    scene.now += Controller.RETRY_NANOS_MAX;
    Scene.Call again = scene.run(Scene.submit(2, 1));
    assertThat(again.answer).isPresent();
    assertThat(scene.published)
        .last()
        .satisfies(event -> assertThat(event.number()).isEqualTo(scene.journal.lastNumber()));
  }

  @Test
  void restart_followersLearnOfTheFirstCycle_thoughNothingHappened() {
    scene.run(Scene.submit(1, 1));
    scene.restart();
    List<Commit> commits = new ArrayList<>();
    scene.controller.follow(commits::add);
    scene.step();
    assertThat(commits).hasSize(1);
    assertThat(commits.getFirst().events()).isEmpty();
    assertThat(commits.getFirst().number()).isEqualTo(scene.journal.lastNumber());
    scene.step();
    assertThat(commits).hasSize(1);
  }

  @Test
  void restart_begunWithItsOwnRecord_startsTheEngineBeforeItIsTold() {
    start(1);
    long known = Recovery.of(scene.journal).lastNanos();
    Command.StartServer again = new Command.StartServer("h", "host", "boot");
    scene.restart(new Controller.Start(again, false));
    assertThat(scene.engine.calls())
        .containsExactly(
            "start [" + Scene.attempt(1) + "]", "launch " + Scene.attempt(1) + " [0, 1, 2, 3]");
    assertThat(scene.engine.served()).contains(known);
    scene.restart(new Controller.Start(again, true));
    assertThat(scene.engine.served()).contains(Long.MAX_VALUE);
  }

  @Test
  void snapshot_isWhereARestartBegins() {
    start(1);
    scene.snapshot();
    long saved = scene.journal.lastNumber();
    scene.restart();
    assertThat(scene.controller.snapshotNumber()).isEqualTo(saved);
    assertThat(scene.controller.number()).isEqualTo(saved);
    // With nothing behind it, the time is still that of the last event.
    assertThat(Recovery.of(scene.journal).lastNanos())
        .isEqualTo(Recovery.fromTheBeginning(scene.journal).lastNanos());
    scene.run(Scene.submit(2, 1));
    assertThat(Recovery.of(scene.journal).number()).isEqualTo(scene.journal.lastNumber());
    assertThat(Recovery.of(scene.journal).state().image())
        .isEqualTo(scene.controller.state().image());
  }

  @Test
  void reportOfARankThatIsNot_isRefused_andNoBug() {
    start(1);
    for (int rank : new int[] {-1, 4, Integer.MAX_VALUE}) {
      Scene.Call call = scene.run(new Command.ReportRankStarted(Scene.attempt(1), rank, 1));
      assertThat(call.answer).isPresent();
      assertThat(call.failure).isEqualTo(Optional.empty());
    }
  }
}
