package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.arkwright.model.Command;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.policy.PlacementScore;
import org.junit.jupiter.api.Test;

/** When the controller does something without being told to, to the nanosecond. */
final class ControllerTimesTest {
  private static final long SECOND = Scene.SECOND;

  private final Scene scene = new Scene();

  private boolean step(long atNanos) {
    scene.now = atNanos;
    return scene.controller.step(atNanos);
  }

  private long launches() {
    return scene.engine.calls().stream().filter(call -> call.startsWith("launch")).count();
  }

  private Controller startedAt(long clockNanos) {
    Controller again =
        new Controller(
            scene.journal,
            new RecordingEngine(),
            new Scheduler(),
            new SplittableRandom(1),
            (during, cause) -> scene.bugs.add(during + cause));
    again.start(clockNanos, _ -> new CompletableFuture<>());
    return again;
  }

  @Test
  void clockBehindTheJournal_timeGoesOnFromItsLastEvent() {
    scene.run(Scene.submit(1, 1));
    assertThat(startedAt(Scene.START - 3_600 * SECOND).nowNanos()).isEqualTo(scene.now);
    assertThat(startedAt(scene.now + 7).nowNanos()).isEqualTo(scene.now + 7);
    step(scene.now - 5 * SECOND);
    assertThat(scene.controller.nowNanos()).isEqualTo(Scene.START + SECOND);
  }

  @Test
  void restart_plansAtOnce_andThenRests() {
    scene.run(Scene.submit(1, 1));
    assertThat(scene.controller.nextDecisionNanos()).isEmpty();
    assertThat(scene.controller.nextStepNanos()).isEmpty();
    scene.restart();
    assertThat(scene.controller.nextDecisionNanos())
        .isEqualTo(OptionalLong.of(scene.controller.nowNanos()));
    assertThat(scene.controller.nextStepNanos())
        .isEqualTo(OptionalLong.of(scene.controller.nowNanos()));
    scene.step();
    assertThat(scene.controller.nextDecisionNanos()).isEmpty();
    assertThat(scene.controller.nextStepNanos()).isEmpty();
  }

  @Test
  void ordersAreRepeated_everyFiveSeconds_noSooner() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 1));
    long due = Scene.START + Controller.REPEAT_NANOS;
    assertThat(scene.controller.nextStepNanos()).isEqualTo(OptionalLong.of(due));
    assertThat(scene.controller.nextDecisionNanos()).isEmpty(); // It may change nothing.
    step(due - 1);
    assertThat(launches()).isEqualTo(1);
    step(due);
    assertThat(launches()).isEqualTo(2);
    step(due + 1);
    assertThat(launches()).isEqualTo(2);
    assertThat(scene.controller.nextStepNanos())
        .isEqualTo(OptionalLong.of(due + Controller.REPEAT_NANOS));
  }

  @Test
  void restartOfAFailedGang_comesWhenItsWaitIsOver_noSooner() {
    scene.run(Scene.node());
    scene.run(new Command.SubmitJob(Scene.id(1), restarting(Scene.spec("again", 1))));
    scene.run(new Command.ReportRankStarted(Scene.attempt(1), 0, 4711));
    scene.run(new Command.ReportRankEnded(Scene.attempt(1), 0, new RankExit.Exited(1)));
    assertThat(state()).isInstanceOf(JobState.Queued.class);
    long due = scene.now + 10 * SECOND;
    assertThat(scene.controller.nextDecisionNanos()).isEqualTo(OptionalLong.of(due));
    step(due - 1);
    assertThat(state()).isInstanceOf(JobState.Queued.class);
    assertThat(scene.controller.nextDecisionNanos()).isEqualTo(OptionalLong.of(due));
    step(due);
    assertThat(state()).isInstanceOf(JobState.Starting.class);
  }

  private JobState state() {
    return scene.controller.state().job(Scene.id(1)).map(Job::state).orElseThrow();
  }

  private static JobSpec restarting(JobSpec spec) {
    JobSpec.Execution was = spec.execution();
    return new JobSpec(
        spec.name(),
        spec.project(),
        spec.labels(),
        spec.gang(),
        new JobSpec.Execution(
            was.work(),
            was.env(),
            was.workingDirectory(),
            was.isolation(),
            new RestartPolicy(1, Duration.ofSeconds(10)),
            was.timeout(),
            was.grace(),
            was.snapshot()),
        spec.scheduling(),
        spec.artifacts());
  }

  @Test
  void commandsBeyondABatch_areOfTheNextOne() {
    List<Scene.Call> calls = offerMany();
    assertThat(step(Scene.START + SECOND)).isTrue();
    assertThat(calls.stream().filter(call -> call.answer.isPresent())).hasSize(1_024);
    assertThat(step(Scene.START + SECOND)).isFalse();
    assertThat(calls).allMatch(call -> call.answer.isPresent());
    assertThat(scene.journal.appends()).isEqualTo(2);
  }

  private List<Scene.Call> offerMany() {
    List<Scene.Call> calls = new ArrayList<>();
    for (int i = 0; i < 1_030; i++) {
      calls.add(scene.offer(Scene.submit(i, 1)));
    }
    return calls;
  }

  @Test
  void failedBatch_failsAlsoWhatWaitsBehindIt() {
    scene.journal.full(true);
    List<Scene.Call> calls = offerMany();
    assertThat(step(Scene.START + SECOND)).isFalse();
    assertThat(calls).allMatch(call -> call.failure.isPresent());
  }

  @Test
  void pauseAfterAFailedAppend_doublesEachTime_andBeginsAnewAfterASuccess() {
    long at = Scene.START + SECOND;
    for (long pause = 100_000_000; pause < 30_000_000_000L; pause *= 2) {
      scene.journal.full(true);
      assertThat(failsAt(at)).isTrue();
      scene.journal.full(false);
      long expected = Math.min(pause, Controller.RETRY_NANOS_MAX);
      assertThat(failsAt(at + expected - 1)).isTrue();
      at += expected;
      scene.journal.full(true); // And again, just when it is tried.
    }
    scene.journal.full(false);
    assertThat(failsAt(at)).isFalse();
    scene.journal.full(true);
    assertThat(failsAt(at + 1)).isTrue();
    scene.journal.full(false);
    assertThat(failsAt(at + Controller.RETRY_NANOS)).isTrue();
    assertThat(failsAt(at + 1 + Controller.RETRY_NANOS)).isFalse();
  }

  private int sequence = 100;

  private boolean failsAt(long atNanos) {
    Scene.Call call = scene.offer(Scene.submit(sequence++, 1));
    step(atNanos);
    assertThat(call.answer.isPresent()).isNotEqualTo(call.failure.isPresent());
    return call.failure.isPresent();
  }

  /** A policy that wants to be asked again after ten seconds. */
  private static final OrderingPolicy REVIEWED =
      new OrderingPolicy() {
        @Override
        public String name() {
          return "reviewed";
        }

        @Override
        public Fairness fairness() {
          return Fairness.NONE;
        }

        @Override
        public long standing(Job queued) {
          return 0;
        }

        @Override
        public long reviewNanos() {
          return 10 * SECOND;
        }
      };

  @Test
  void orderThatChangesWithTime_isReviewed_whileSomeRunAndOthersWait() {
    List<Commit> commits = new ArrayList<>();
    Controller controller =
        new Controller(
            scene.journal,
            scene.engine,
            new Scheduler(PlacementScore.DEFAULT, REVIEWED),
            new SplittableRandom(1),
            (during, cause) -> scene.bugs.add(during + cause));
    controller.start(Scene.START, _ -> new CompletableFuture<>());
    controller.follow(commits::add);
    controller.offer(Scene.ask(Scene.submit(1, 4)), IgnoredAnswers.SINK);
    controller.step(Scene.START + 1);
    assertThat(controller.nextDecisionNanos()).isEmpty(); // One waits, none runs.

    controller.observed((Command.Observation) Scene.node(), IgnoredAnswers.SINK);
    controller.step(Scene.START + 2);
    assertThat(controller.nextDecisionNanos()).isEmpty(); // One runs, none waits.

    controller.offer(Scene.ask(Scene.submit(2, 4)), IgnoredAnswers.SINK);
    controller.step(Scene.START + 3);
    assertThat(controller.nextDecisionNanos())
        .isEqualTo(OptionalLong.of(Scene.START + 3 + 10 * SECOND));
    commits.clear();
    controller.step(Scene.START + 2 + 10 * SECOND);
    assertThat(commits).isEmpty();
    controller.step(Scene.START + 3 + 10 * SECOND);
    assertThat(commits).hasSize(1); // Without events: the followers learn of the newer cycle.
    assertThat(commits.getFirst().events()).isEmpty();
    assertThat(controller.nextDecisionNanos())
        .isEqualTo(OptionalLong.of(Scene.START + 3 + 20 * SECOND));
    assertThat(controller.explain(Scene.id(2))).isPresent();
    assertThat(controller.explain(Scene.id(1))).isEqualTo(Optional.empty());
  }
}
