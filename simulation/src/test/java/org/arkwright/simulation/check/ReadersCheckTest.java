package org.arkwright.simulation.check;

import static org.arkwright.simulation.check.History.holds;
import static org.arkwright.simulation.check.History.node;
import static org.arkwright.simulation.check.History.spec;
import static org.arkwright.simulation.check.History.violates;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.AnswerSink;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.Controller;
import org.arkwright.control.UnavailableException;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Request;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.PendingReason;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.simulation.site.CrashPoints;
import org.arkwright.simulation.site.Sabotage;
import org.arkwright.simulation.site.SimulatedJournal;
import org.junit.jupiter.api.Test;

/** What readers are told, what is recovered, and the reasons, on a control plane of two jobs. */
final class ReadersCheckTest {
  private final SimulatedJournal journal =
      new SimulatedJournal(new CrashPoints(), Sabotage.NONE, (_, _) -> {});
  private final Controller controller =
      new Controller(
          journal,
          new Idle(),
          new Scheduler(),
          new SplittableRandom(1),
          (during, cause) -> {
            throw new AssertionError(during, cause);
          });
  private long now = 1_800_000_000L * History.SECOND;

  @Test
  void readersThatAreToldOfEveryCommit_seeTheWritersState() {
    start();
    FollowerCheck check = new FollowerCheck(controller, Sabotage.NONE);
    for (int i = 1; i <= 8; i++) {
      submit(i);
      holds(check::check);
    }
  }

  @Test
  void lostCommit_isFoundByTheNextOne() {
    start();
    FollowerCheck check = new FollowerCheck(controller, Sabotage.LOST_COMMIT);
    violates(
        "readers",
        () -> {
          for (int i = 1; i <= 20; i++) {
            submit(i);
            check.check();
          }
        });
  }

  @Test
  void recovery_isComparedWithTheJournal() {
    start();
    submit(1);
    holds(() -> new RecoveryCheck().check(controller.state(), journal));
    violates("the live state differs", () -> new RecoveryCheck().check(new State(), journal));
  }

  @Test
  void waitingJobs_haveReasons_ofWhichSomeArePermanent() {
    start();
    submit(1);
    submit(2);
    submit(3);
    holds(() -> ReasonCheck.check(controller));
    assertThat(ReasonCheck.isPermanent(PendingReason.Code.EXCEEDS_MAX_QUOTA, true)).isTrue();
    assertThat(ReasonCheck.isPermanent(PendingReason.Code.WAITING_FOR_RESOURCES, true)).isFalse();
    assertThat(ReasonCheck.isPermanent(PendingReason.Code.WAITING_FOR_RESOURCES, false)).isTrue();
    assertThat(ReasonCheck.isPermanent(PendingReason.Code.PRIORITY, false)).isFalse();
  }

  private void start() {
    controller.start(now, _ -> new CompletableFuture<>());
    offer(new Command.ReportNode(node("a")));
  }

  private void submit(long job) {
    offer(new Command.SubmitJob(new JobId(job), named("job-" + job)));
  }

  private static JobSpec named(String name) {
    var like = spec(1);
    return new JobSpec(
        name,
        like.project(),
        like.labels(),
        like.gang(),
        like.execution(),
        like.scheduling(),
        like.artifacts());
  }

  private void offer(Command command) {
    controller.offer(Request.of(command, new PrincipalId("ada")), new Ignored());
    while (controller.step(now += History.SECOND)) {
      // Until there is nothing left to do.
    }
  }

  private static final class Ignored implements AnswerSink {
    @Override
    public void answered(Answer answer) {}

    @Override
    public void failed(UnavailableException cause) {
      throw new AssertionError(cause);
    }
  }

  /** Runs nothing. */
  private static final class Idle implements Engine {
    @Override
    public void start(Observer observer, Collection<AttemptId> live) {}

    @Override
    public void launch(Launch launch) {}

    @Override
    public void stop(AttemptId attempt, Duration grace) {}

    @Override
    public void forget(AttemptId attempt) {}

    @Override
    public void close() {}
  }
}
