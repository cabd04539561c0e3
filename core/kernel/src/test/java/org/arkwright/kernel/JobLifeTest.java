package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.rule.Decision;
import org.arkwright.kernel.state.JobTransitions;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.Plan;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobLifeTest {
  private static final RankExit STOPPED = new RankExit.Stopped(false);

  private final KernelScenario scenario =
      new KernelScenario().node("a", 8, "h100", 4).node("b", 8, "h100", 4);

  @AfterEach
  void replays() {
    scenario.replays();
  }

  @Test
  void submit_sameKeyAgain_answersWithTheFirstJob() {
    JobId first = scenario.newId();
    scenario.events(keyed(new Command.SubmitJob(first, aJob("train").build())));
    assertThat(scenario.send(keyed(new Command.SubmitJob(scenario.newId(), aJob("other").build()))))
        .isEqualTo(new Decision.AlreadyAccepted(first));
    scenario.pass(Duration.ofHours(25));
    assertThat(
            scenario.events(keyed(new Command.SubmitJob(scenario.newId(), aJob("other").build()))))
        .hasSize(1);
  }

  @Test
  void request_withAKeyOfAnotherRequest_isRefused_andAnotherAuthorMayUseTheKey() {
    JobId job = scenario.newId();
    Request submit = asked("ada", new Command.SubmitJob(job, aJob("a").build()), "a");
    scenario.events(submit);
    assertThat(scenario.send(submit)).isEqualTo(new Decision.AlreadyAccepted(job));

    Decision other =
        scenario.send(
            asked("ada", new Command.SubmitJob(scenario.newId(), aJob("b").build()), "b"));
    assertThat(other)
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.CONFLICT);
              assertThat(refused.refusal().offending()).isEqualTo("k");
            });
    assertThat(scenario.send(asked("ada", new Command.CancelJob(job), "c")))
        .isInstanceOf(Decision.Refused.class);
    assertThat(scenario.events(asked("bob", new Command.CancelJob(job), "c"))).hasSize(2);
    scenario.replays();
  }

  @Test
  void anyRequest_repeatedUnderItsKey_isDoneOnce_evenIfItCouldBeDoneAgain() {
    JobId job = scenario.submit(aJob("a"));
    Request cancel = asked("ada", new Command.CancelJob(job), "c");
    assertThat(scenario.events(cancel))
        .last()
        .isInstanceOfSatisfying(
            Event.RequestKept.class, kept -> assertThat(kept.by()).isEqualTo("ada"));
    assertThat(scenario.send(cancel)).isEqualTo(new Decision.AlreadyDone());
    assertThat(scenario.refusal(new Command.CancelJob(job)).code())
        .as("without the key the job is gone")
        .isEqualTo(Refusal.Code.NOT_FOUND);
    scenario.pass(Duration.ofHours(25));
    assertThat(scenario.send(cancel)).isInstanceOf(Decision.Refused.class);
    scenario.replays();
  }

  private static Request asked(String by, Command command, String content) {
    return Request.of(command, new PrincipalId(by))
        .keyed(Optional.of(new IdempotencyKey("k", Optional.of(new Digest(content.repeat(64))))));
  }

  private static Request keyed(Command command) {
    return Request.of(command, KernelScenario.ADA).keyed(Optional.of(IdempotencyKey.of("monday")));
  }

  @Test
  void submit_sandbox_isAccepted_andStartsOnlyWhereOneHolds() {
    Command.SubmitJob sandboxed =
        new Command.SubmitJob(scenario.newId(), aJob("a").isolated(Isolation.SANDBOX).build());
    report("bare", Optional.empty(), "bwrap is not installed");
    assertThat(scenario.events(sandboxed)).hasSize(1);
    assertThat(scenario.events(start(sandboxed, "bare"))).as("no node can").isEmpty();
    report("walled", Optional.of("bubblewrap"), "");
    assertThat(scenario.events(start(sandboxed, "bare"))).as("that node cannot").isEmpty();
    assertThat(scenario.events(start(sandboxed, "walled"))).hasSize(1);
  }

  private static Command start(Command.SubmitJob job, String node) {
    Allocation place =
        new Allocation(List.of(new RankPlacement(0, NodeId.atHome(node), List.of())));
    return new Command.ApplyPlan(new Plan(List.of(new Plan.Start(job.job(), place)), List.of()));
  }

  private void report(String name, Optional<String> mechanism, String detail) {
    NodeSpec node = KernelScenario.nodeSpec(name, 4, "h100", 0);
    scenario.events(
        new Command.ReportNode(
            new NodeSpec(
                node.id(),
                node.cpuMillis(),
                node.memory(),
                node.devices(),
                node.topology(),
                node.labels(),
                List.of(new EnforcedLimit("sandbox", mechanism, detail)))));
  }

  @Test
  void submit_nameOfALiveJob_isRefusedUntilThatJobEnds() {
    JobId first = scenario.submit(aJob("train"));
    Command again = new Command.SubmitJob(scenario.newId(), aJob("train").build());
    Refusal refusal = scenario.refusal(again);
    assertThat(refusal.code()).isEqualTo(Refusal.Code.CONFLICT);
    assertThat(refusal.advice()).contains(first.toString());
    scenario.submit(aJob("train").in("elsewhere"));
    scenario.cancel(first);
    assertThat(scenario.events(again)).hasSize(1);
  }

  @Test
  void submit_moreTextThanAJobOrAProjectMayHold_isRefused_untilSomeIsGone() {
    Refusal refusal = scenario.refusal(submission("huge", "x".repeat((512 << 10) + 1)));
    assertThat(refusal.code()).isEqualTo(Refusal.Code.INVALID);
    String large = "x".repeat(500 << 10);
    JobId first = scenario.newId();
    scenario.events(new Command.SubmitJob(first, aJob("first").env("a", large).build()));
    int accepted = 1;
    while (scenario.send(submission("job" + accepted, large)) instanceof Decision.Accepted) {
      accepted++;
    }
    assertThat(accepted).isBetween(120, 140);
    assertThat(scenario.refusal(submission("more", large)).offending()).contains("project default");
    assertThat(scenario.events(submission("small", "x"))).hasSize(1);
    scenario.cancel(first);
    assertThat(scenario.events(submission("more", large))).hasSize(1);
  }

  private Command submission(String name, String text) {
    return new Command.SubmitJob(scenario.newId(), aJob(name).env("a", text).build());
  }

  @Test
  void replica_thatServedForLong_forgetsItsEarlierFailures_andAJobDoesNot() {
    JobId replica =
        scenario.submit(aJob("chat-g1-1").replicaOf("chat").restarts(9, Duration.ofSeconds(1)));
    JobId job = scenario.submit(aJob("train").restarts(9, Duration.ofSeconds(1)));
    for (JobId id : List.of(replica, job)) {
      for (int failure = 1; failure <= 3; failure++) {
        fail(id, Duration.ofMinutes(1));
        assertThat(scenario.job(id).failures()).isEqualTo(failure);
      }
      fail(id, Duration.ofMinutes(11));
    }
    assertThat(scenario.job(replica).failures()).isEqualTo(1);
    assertThat(scenario.job(job).failures()).isEqualTo(4);
  }

  private void fail(JobId job, Duration after) {
    AttemptId attempt = scenario.start(job, "a");
    scenario.started(attempt, 0);
    scenario.pass(after);
    scenario.ended(attempt, 0, 1);
    scenario.pass(Duration.ofMinutes(1));
  }

  @Test
  void submit_idOfALiveJob_isRefused() {
    JobId first = scenario.submit(aJob("train"));
    assertThat(scenario.refusal(new Command.SubmitJob(first, aJob("b").build())).code())
        .isEqualTo(Refusal.Code.CONFLICT);
  }

  @Test
  void gang_runsOnceItsLastRankStarted_andSucceedsWithItsLastRank() {
    JobId job = scenario.submit(aJob("train").ranks(2));
    AttemptId attempt = scenario.start(job, "a", "b");
    assertThat(scenario.started(attempt, 1)).hasSize(1);
    assertThat(scenario.started(attempt, 0)).last().isInstanceOf(Event.AttemptRunning.class);
    assertThat(scenario.ended(attempt, 0, 0)).hasSize(1);
    assertThat(scenario.ended(attempt, 1, 0)).last().isInstanceOf(Event.JobSucceeded.class);
    assertThat(scenario.state.job(job)).isEmpty();
    assertThat(scenario.state.jobNamed(aJob("x").build().project(), "train")).isEmpty();
  }

  @Test
  void rank_endReportedBeforeStart_stillCountsAsRun() {
    JobId job = scenario.submit(aJob("train"));
    AttemptId attempt = scenario.start(job, "a");
    assertThat(scenario.ended(attempt, 0, 0))
        .hasExactlyElementsOfTypes(
            Event.RankEnded.class, Event.AttemptRunning.class, Event.JobSucceeded.class);
    assertThat(scenario.started(attempt, 0)).isEmpty();
    assertThat(scenario.ended(attempt, 0, 1)).isEmpty();
  }

  @Test
  void rank_endReportedLate_endedWhenItsNodeSaysSo() {
    JobId job = scenario.submit(aJob("train"));
    AttemptId attempt = scenario.start(job, "a");
    scenario.pass(Duration.ofHours(2));
    Job before = scenario.job(job);
    List<Event> events = scenario.events(exited(attempt, Duration.ofHours(1).toNanos()));
    long ended = scenario.now - Duration.ofHours(1).toNanos();
    assertThat(gone(events)).contains(ended);
    Job running = before;
    for (Event event : events) {
      running = JobTransitions.next(running, (Event.OfJob) event);
    }
    assertThat(running.state()).isEqualTo(new JobState.Succeeded(ended));
  }

  @Test
  void rank_lostLongBeforeItIsReported_hasServedUntilThen() {
    JobId job = scenario.submit(aJob("train"));
    AttemptId attempt = scenario.start(job, "a");
    scenario.started(attempt, 0);
    scenario.pass(Duration.ofHours(2));
    long started = scenario.job(job).state().liveAttempt().orElseThrow().startedAtNanos();
    scenario.events(
        new Command.ReportRankEnded(attempt, 0, new RankExit.Lost("the lease expired"))
            .endedAgo(Duration.ofHours(1).toNanos()));
    assertThat(scenario.job(job).servedNanos())
        .isEqualTo(scenario.now - Duration.ofHours(1).toNanos() - started);
  }

  @Test
  void rank_endedBeforeItsAttempt_endedWithItsStart() {
    JobId job = scenario.submit(aJob("train"));
    AttemptId attempt = scenario.start(job, "a");
    long started = scenario.job(job).state().liveAttempt().orElseThrow().startedAtNanos();
    scenario.pass(Duration.ofHours(2));
    assertThat(gone(scenario.events(exited(attempt, Long.MAX_VALUE)))).contains(started);
  }

  @Test
  void rank_endedInTheFuture_endsNow() {
    JobId job = scenario.submit(aJob("train"));
    AttemptId attempt = scenario.start(job, "a");
    List<Event> events = scenario.events(exited(attempt, Long.MIN_VALUE));
    assertThat(gone(events)).contains(scenario.now);
  }

  private static Command exited(AttemptId attempt, long agoNanos) {
    return new Command.ReportRankEnded(attempt, 0, new RankExit.Exited(0)).endedAgo(agoNanos);
  }

  private static Optional<Long> gone(List<Event> events) {
    return ((Event.RankEnded) events.getFirst()).endedNanos();
  }

  @Test
  void rank_uselessReports_changeNothing() {
    JobId job = scenario.submit(aJob("train"));
    AttemptId attempt = scenario.start(job, "a");
    scenario.started(attempt, 0);
    assertThat(scenario.started(attempt, 0)).isEmpty();
    assertThat(scenario.started(attempt, 7)).isEmpty();
    assertThat(scenario.ended(attempt, -1, 1)).isEmpty();
    assertThat(scenario.ended(new AttemptId(job, 2), 0, 1)).isEmpty();
    assertThat(scenario.ended(new AttemptId(scenario.newId(), 1), 0, 1)).isEmpty();
  }

  @Test
  void rank_failing_stopsTheOthersAndFailsTheJob() {
    JobId job = scenario.submit(aJob("train").ranks(2));
    AttemptId attempt = scenario.start(job, "a", "b");
    scenario.started(attempt, 0);
    assertThat(scenario.ended(attempt, 0, 3)).last().isInstanceOf(Event.AttemptStopping.class);
    List<Event> last = scenario.ended(attempt, 1, STOPPED);
    StopCause cause = new StopCause.RankFailed(0, new RankExit.Exited(3));
    assertThat(last).last().isEqualTo(new Event.JobFailed(job, cause, scenario.now));
  }

  @Test
  void restartPolicy_requeuesWithDoubledBackoffUntilItIsUsedUp() {
    JobId job = scenario.submit(aJob("train").restarts(2, Duration.ofSeconds(10)));
    for (int failures = 1; failures <= 2; failures++) {
      AttemptId attempt = scenario.start(job, "a");
      scenario.ended(attempt, 0, 1);
      long backoff = Duration.ofSeconds(10).toNanos() * failures;
      assertThat(scenario.state.nextTickNanos(scenario.now)).hasValue(scenario.now + backoff);
      assertCannotStart(job);
      scenario.now += backoff;
      assertThat(scenario.state.nextTickNanos(scenario.now)).isEmpty();
    }
    AttemptId last = scenario.start(job, "a");
    assertThat(last.number()).isEqualTo(3);
    assertThat(scenario.ended(last, 0, 1)).last().isInstanceOf(Event.JobFailed.class);
  }

  @Test
  void exitThatItsSpecCallsFinal_failsTheJobAtOnce_andAnotherIsTriedAgain() {
    JobId hopeless = scenario.submit(aJob("hopeless").restartsUnlessExit(3, 2));
    StopCause cause = new StopCause.RankFailed(0, new RankExit.Exited(2));
    assertThat(scenario.ended(scenario.start(hopeless, "a"), 0, 2))
        .last()
        .isEqualTo(new Event.JobFailed(hopeless, cause, scenario.now));

    JobId unlucky = scenario.submit(aJob("unlucky").restartsUnlessExit(3, 2));
    assertThat(scenario.ended(scenario.start(unlucky, "a"), 0, 1))
        .last()
        .isInstanceOf(Event.JobRequeued.class);
  }

  private void assertCannotStart(JobId job) {
    Plan plan = new Plan(List.of(scenario.entry(job, "a")), List.of());
    assertThat(scenario.events(new Command.ApplyPlan(plan))).isEmpty();
  }

  @Test
  void timeout_stopsTheAttemptAndCountsAsFailure() {
    JobId job = scenario.submit(aJob("train").timeout(Duration.ofMinutes(1)));
    AttemptId attempt = scenario.start(job, "a");
    scenario.started(attempt, 0);
    assertThat(scenario.tick()).isEmpty();
    long due = scenario.state.nextTickNanos(scenario.now).orElseThrow();
    scenario.now = due - 1;
    StopCause cause = new StopCause.TimedOut(Duration.ofMinutes(1));
    assertThat(scenario.tick()).containsExactly(new Event.AttemptStopping(attempt, cause, due));
    assertThat(scenario.tick()).isEmpty();
    assertThat(scenario.ended(attempt, 0, STOPPED)).last().isInstanceOf(Event.JobFailed.class);
  }

  @Test
  void timeout_beyondRange_neverFires() {
    JobId job = scenario.submit(aJob("train").timeout(Duration.ofSeconds(Long.MAX_VALUE)));
    scenario.start(job, "a");
    scenario.pass(Duration.ofDays(3650));
    assertThat(scenario.tick()).isEmpty();
  }

  @Test
  void cancel_overridesEveryOtherCause() {
    JobId job = scenario.submit(aJob("train").preemptible().restarts(5, Duration.ZERO));
    AttemptId attempt = scenario.start(job, "a");
    JobId urgent = scenario.submit(aJob("urgent").priority(9));
    assertThat(scenario.preempt(attempt, urgent)).hasSize(1);
    assertThat(scenario.cancel(job)).hasSize(1);
    assertThat(scenario.cancel(job)).isEmpty();
    assertThat(scenario.ended(attempt, 0, STOPPED)).last().isInstanceOf(Event.JobCancelled.class);
  }

  @Test
  void cancel_unknownJob_isRefusedWithAdvice() {
    Refusal refusal = scenario.refusal(new Command.CancelJob(scenario.newId()));
    assertThat(refusal.code()).isEqualTo(Refusal.Code.NOT_FOUND);
    assertThat(refusal.advice()).isNotEmpty();
  }

  @Test
  void preempted_butAlreadyDone_succeeds() {
    JobId job = scenario.submit(aJob("train").preemptible());
    AttemptId attempt = scenario.start(job, "a");
    scenario.preempt(attempt, scenario.submit(aJob("urgent").priority(9)));
    assertThat(scenario.ended(attempt, 0, 0)).last().isInstanceOf(Event.JobSucceeded.class);
  }

  @Test
  void preempted_returnsToItsPlaceInTheQueueWithoutAFailure() {
    JobId job = scenario.submit(aJob("train").preemptible());
    JobId younger = scenario.submit(aJob("younger").preemptible());
    AttemptId attempt = scenario.start(job, "a");
    scenario.preempt(attempt, scenario.submit(aJob("urgent").priority(9)));
    scenario.ended(attempt, 0, STOPPED);
    assertThat(scenario.job(job).failures()).isZero();
    var gangs = List.copyOf(scenario.state.pending()).getLast().gangs();
    assertThat(gangs).extracting(gang -> gang.id()).containsExactly(job, younger);
    assertThat(scenario.job(job).state()).isInstanceOf(JobState.Queued.class);
  }
}
