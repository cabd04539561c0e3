package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.Plan;
import org.arkwright.model.Refusal;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Topology;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.ExpectedNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that take no new work, lose what they have, go, or are to come. */
class CordonRulesTest {
  private static final NodeId A = NodeId.atHome("a");
  private static final RankExit STOPPED = new RankExit.Stopped(false);

  private final KernelScenario scenario =
      new KernelScenario().node("a", 8, "h100", 0).node("b", 8, "h100", 0);

  @AfterEach
  void replays() {
    scenario.replays();
  }

  @Test
  void cordon_nothingNewStarts_whatRunsGoesOn() {
    AttemptId runs = scenario.start(scenario.submit(aJob("runs")), "a");
    scenario.events(new NodeCommand.Cordon(A, "dusty"));

    JobId next = scenario.submit(aJob("next"));
    assertThat(plan(next, "a")).isEmpty();
    assertThat(plan(next, "b")).hasSize(1);
    assertThat(scenario.ended(runs, 0, 0)).last().isInstanceOf(Event.JobSucceeded.class);
  }

  @Test
  void cordon_twice_changesTheReasonAlone() {
    scenario.events(new NodeCommand.Cordon(A, "dusty"));
    Cordon first = cordon();
    scenario.pass(Duration.ofMinutes(1));

    assertThat(scenario.events(new NodeCommand.Cordon(A, "dusty"))).isEmpty();
    assertThat(scenario.events(new NodeCommand.Cordon(A, ""))).isEmpty();
    assertThat(scenario.events(new NodeCommand.Cordon(A, "wet"))).hasSize(1);
    assertThat(cordon()).isEqualTo(new Cordon("wet", false, first.sinceNanos(), Optional.empty()));
  }

  @Test
  void cordon_survivesTheNodesLossAndReturn() {
    scenario.events(new NodeCommand.Cordon(A, ""));
    scenario.lose("a");
    scenario.node("a", 8, "h100", 0);

    JobId job = scenario.submit(aJob("train"));
    assertThat(plan(job, "a")).isEmpty();
    scenario.events(new NodeCommand.Uncordon(A));
    assertThat(scenario.events(new NodeCommand.Uncordon(A))).isEmpty();
    assertThat(plan(job, "a")).hasSize(1);
  }

  @Test
  void drain_movesWhatCanResumeAtOnce_andTheRestAtItsDeadline() {
    AttemptId movable = scenario.start(scenario.submit(aJob("movable").preemptible()), "a");
    AttemptId plain = scenario.start(scenario.submit(aJob("plain").preemptibleByDefault()), "a");
    AttemptId brief = scenario.start(scenario.submit(aJob("brief")), "a");
    List<Event> drain = drain(Duration.ofHours(2));

    assertThat(drain).hasSize(2);
    assertThat(drain.get(1)).isEqualTo(stopping(movable));
    assertThat(scenario.tick()).isEmpty();
    assertThat(scenario.ended(brief, 0, 0)).last().isInstanceOf(Event.JobSucceeded.class);
    assertThat(scenario.state.nextTickNanos(scenario.now))
        .hasValue(cordon().dueNanos().orElseThrow());
    scenario.pass(Duration.ofHours(2));
    assertThat(scenario.tick())
        .containsExactly(new NodeEvent.NodeDrainDue(A, scenario.now), stopping(plain));
    assertThat(scenario.state.nextTickNanos(scenario.now)).as("once only").isEmpty();
  }

  @Test
  void drained_isQueuedAgainAtOnce_andBurnsNoRestart() {
    JobId job = scenario.submit(aJob("train").restarts(0, Duration.ofMinutes(1)));
    AttemptId attempt = scenario.start(job, "a");
    drain(Duration.ZERO);
    scenario.ended(attempt, 0, STOPPED);

    assertThat(scenario.job(job).state())
        .isInstanceOfSatisfying(
            JobState.Queued.class,
            queued -> {
              assertThat(queued.notBeforeNanos()).isLessThanOrEqualTo(scenario.now);
              assertThat(queued.previous()).contains(new StopCause.Drained(A));
            });
    assertThat(scenario.job(job).failures()).isZero();
    assertThat(scenario.job(job).tries().losses()).isZero();
    assertThat(plan(job, "b")).hasSize(1);
  }

  @Test
  void drain_ofTheOnlyNodeThatCouldHoldIt_letsWhatCanResumeGoOnUntilTheDeadline() {
    scenario.lose("b");
    scenario.start(scenario.submit(aJob("movable").preemptible()), "a");

    assertThat(drain(Duration.ofHours(1))).hasSize(1);
    scenario.pass(Duration.ofHours(1));
    assertThat(scenario.tick()).hasSize(2);
  }

  @Test
  void drain_ofOneNodeOfAGang_stopsTheWholeGang() {
    AttemptId gang = scenario.start(scenario.submit(aJob("gang").ranks(2)), "a", "b");
    assertThat(drain(Duration.ZERO)).contains(stopping(gang));
  }

  @Test
  void drainsOfBothNodesOfAGang_dueTogether_stopItOnce() {
    scenario.start(scenario.submit(aJob("gang").ranks(2).timeout(Duration.ofHours(1))), "a", "b");
    drain(Duration.ofHours(1));
    scenario.events(
        new NodeCommand.Drain(NodeId.atHome("b"), "", Optional.of(Duration.ofHours(1))));
    scenario.pass(Duration.ofHours(1));

    assertThat(scenario.tick()).filteredOn(Event.AttemptStopping.class::isInstance).hasSize(1);
  }

  @Test
  void drain_withADeadlineInThePast_isRefusedWithIt() {
    Refusal refusal =
        scenario.refusal(new NodeCommand.Drain(A, "", Optional.of(Duration.ofMinutes(-2))));
    assertThat(refusal.code()).isEqualTo(Refusal.Code.INVALID);
    assertThat(refusal.toString()).contains("a deadline 120 s ago");
  }

  @Test
  void uncordon_duringADrain_letsTheRestGoOn() {
    AttemptId attempt = scenario.start(scenario.submit(aJob("train")), "a");
    drain(Duration.ofMinutes(1));
    scenario.events(new NodeCommand.Uncordon(A));
    scenario.pass(Duration.ofHours(1));

    assertThat(scenario.tick()).isEmpty();
    assertThat(scenario.ended(attempt, 0, 0)).last().isInstanceOf(Event.JobSucceeded.class);
  }

  @Test
  void siteDrain_isLiftedByTheSiteAlone_andNeverLiftsAnOperators() {
    var drains = new Command.ReportNodeDrain(A, Optional.of("maintenance"));
    var resumes = new Command.ReportNodeDrain(A, Optional.empty());
    assertThat(scenario.events(drains)).hasSize(1);
    assertThat(scenario.events(drains)).as("repeated").isEmpty();
    assertThat(scenario.refusal(new NodeCommand.Uncordon(A)).advice()).contains("resume it there");
    assertThat(scenario.events(resumes)).hasSize(1);

    scenario.events(new NodeCommand.Cordon(A, ""));
    assertThat(scenario.events(drains)).isEmpty();
    assertThat(scenario.events(resumes)).isEmpty();
    assertThat(scenario.state.nodes()).hasSize(1);
  }

  @Test
  void siteDrain_launchThatRacedIt_isPlacedElsewhere_andBurnsNothing() {
    JobId job = scenario.submit(aJob("raced").restarts(0, Duration.ofMinutes(1)));
    AttemptId attempt = scenario.start(job, "a");
    AttemptId runs = scenario.start(scenario.submit(aJob("runs").preemptible()), "a");
    assertThat(scenario.events(new Command.ReportNodeDrain(A, Optional.of("another release"))))
        .as("what runs there goes on")
        .hasSize(1);
    scenario.ended(attempt, 0, new RankExit.NeverRan("another release"));

    assertThat(scenario.job(job).failures()).isZero();
    assertThat(scenario.job(job).tries().losses()).isZero();
    assertThat(plan(job, "a")).isEmpty();
    assertThat(plan(job, "b")).hasSize(1);
    assertThat(scenario.ended(runs, 0, 0)).last().isInstanceOf(Event.JobSucceeded.class);
  }

  @Test
  void remove_isRefusedWhileRanksAreThere_orItTakesWork() {
    AttemptId attempt = scenario.start(scenario.submit(aJob("train")), "a");
    assertThat(scenario.refusal(new NodeCommand.Remove(A)).advice()).contains("train");
    scenario.ended(attempt, 0, 0);
    assertThat(scenario.refusal(new NodeCommand.Remove(A)).advice()).contains("cordon");
    scenario.events(new NodeCommand.Cordon(A, ""));

    assertThat(scenario.events(new NodeCommand.Remove(A)))
        .hasExactlyElementsOfTypes(Event.NodeLost.class, NodeEvent.NodeRemoved.class);
    assertThat(scenario.state.nodeStatuses()).hasSize(1);
    scenario.node("a", 8, "h100", 0);
    assertThat(plan(scenario.submit(aJob("next")), "a")).as("a new join").hasSize(1);
  }

  @Test
  void unknownNode_isRefusedByItsName() {
    Refusal refusal = scenario.refusal(new NodeCommand.Cordon(NodeId.atHome("c"), ""));
    assertThat(refusal.code()).isEqualTo(Refusal.Code.NOT_FOUND);
    assertThat(refusal.offending()).isEqualTo("c");
  }

  @Test
  void expectedNode_isKnownUntilItJoinsOrIsRemoved() {
    NodeId coming = NodeId.atHome("c");
    scenario.events(new NodeCommand.Expect(coming, "on order", Optional.of(Duration.ofMinutes(5))));
    ExpectedNode expected = scenario.state.expected().iterator().next();
    assertThat(expected.arrivesNanos()).contains(scenario.now + 300_000_000_000L);
    assertThat(scenario.refusal(new NodeCommand.Cordon(coming, "")).advice()).contains("not come");
    assertThat(plan(scenario.submit(aJob("train")), "c")).isEmpty();

    scenario.node("c", 8, "h100", 0);
    assertThat(scenario.state.expected()).isEmpty();
    NodeId other = NodeId.atHome("d");
    scenario.events(new NodeCommand.Expect(other, "", Optional.empty()));
    scenario.events(new NodeCommand.Remove(other));
    assertThat(scenario.state.expected()).isEmpty();
  }

  @Test
  void drain_keepsTheReasonUnlessItGivesOne_andItsFirstInstant() {
    scenario.events(new NodeCommand.Cordon(A, "dusty"));
    long since = cordon().sinceNanos();
    drain(Duration.ofHours(1));
    assertThat(cordon().reason()).isEqualTo("dusty");
    assertThat(cordon().sinceNanos()).isEqualTo(since);
    Cordon.Drain before = cordon().drain().orElseThrow();
    scenario.events(new NodeCommand.Cordon(A, "wet"));
    assertThat(cordon().drain()).as("a cordon ends no drain").contains(before);
    scenario.events(new NodeCommand.Drain(A, "on fire", Optional.empty()));
    assertThat(cordon().reason()).isEqualTo("on fire");
    assertThat(cordon().dueNanos()).isEmpty();
    assertThat(scenario.events(new NodeCommand.Drain(A, "on fire", Optional.empty()))).isEmpty();
  }

  @Test
  void drainWithoutEnd_ofADurationBeyondAllTime_neverFallsDue() {
    scenario.start(scenario.submit(aJob("train")), "a");
    drain(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(cordon().dueNanos()).contains(Long.MAX_VALUE);
    scenario.pass(Duration.ofDays(365));
    assertThat(scenario.tick()).isEmpty();
  }

  @Test
  void drain_again_stopsNothingTwice() {
    scenario.start(scenario.submit(aJob("movable").preemptible()), "a");
    assertThat(drain(Duration.ZERO)).hasSize(3);
    assertThat(drain(Duration.ofHours(1))).noneMatch(Event.AttemptStopping.class::isInstance);
  }

  @Test
  void drain_movesAGangOnlyWhereTheOthersHoldItInItsTopology() {
    scenario.node("c", 4, "h100", 0);
    // b and c hold 12 cores together, and 8 on one of them.
    movesAtOnce(true, aJob("wide").ranks(3).cpuMillis(4000));
    movesAtOnce(false, aJob("wider").ranks(4).cpuMillis(2000).topology(Topology.SPREAD));
    movesAtOnce(true, aJob("pair").ranks(2).cpuMillis(4000).topology(Topology.SAME_NODE));
    scenario.events(new NodeCommand.Cordon(NodeId.atHome("b"), ""));
    movesAtOnce(false, aJob("apart").ranks(2).cpuMillis(4000).topology(Topology.SPREAD));
    scenario.events(new NodeCommand.Uncordon(NodeId.atHome("b")));
    movesAtOnce(true, aJob("spread").ranks(2).cpuMillis(4000).topology(Topology.SPREAD));
    scenario.lose("b");
    movesAtOnce(false, aJob("same").ranks(2).cpuMillis(4000).topology(Topology.SAME_NODE));
    movesAtOnce(true, aJob("small").cpuMillis(4000));
    movesAtOnce(false, aJob("large").cpuMillis(4001));
  }

  private void movesAtOnce(boolean moves, JobBuilder job) {
    scenario.events(new NodeCommand.Uncordon(A));
    scenario.node("big", 64, "h100", 0);
    JobId id = scenario.submit(job.preemptible());
    String[] nodes = new String[scenario.job(id).spec().gang().ranks()];
    Arrays.fill(nodes, "big");
    if (scenario.job(id).spec().gang().topology() == Topology.SPREAD) {
      nodes = nodes.length == 2 ? new String[] {"big", "a"} : new String[] {"big", "a", "b", "c"};
    }
    NodeId big = NodeId.atHome("big");
    scenario.start(id, nodes);
    scenario.events(new NodeCommand.Cordon(A, ""));
    List<Event> events =
        scenario.events(new NodeCommand.Drain(big, "", Optional.of(Duration.ofHours(1))));
    assertThat(events.stream().anyMatch(Event.AttemptStopping.class::isInstance)).isEqualTo(moves);
    AttemptId attempt = scenario.live(id);
    scenario.cancel(id);
    for (int rank = 0; rank < nodes.length; rank++) {
      scenario.ended(attempt, rank, STOPPED);
    }
    scenario.lose("big");
    scenario.events(new NodeCommand.Remove(big));
  }

  @Test
  void siteDrain_withOtherWords_isNews_keepsItsInstant_andIsCutToALine() {
    scenario.events(new Command.ReportNodeDrain(A, Optional.of("maintenance")));
    long since = cordon().sinceNanos();
    scenario.events(new Command.ReportNodeDrain(A, Optional.of("w".repeat(600))));
    assertThat(cordon().reason()).isEqualTo("w".repeat(500));
    assertThat(cordon().sinceNanos()).isEqualTo(since);
    assertThat(cordon().bySite()).isTrue();
    scenario.events(new NodeCommand.Cordon(A, ""));
    assertThat(cordon().bySite()).as("an operator has taken it over").isFalse();
    assertThat(scenario.events(new NodeCommand.Uncordon(A))).hasSize(1);
    assertThat(scenario.events(new Command.ReportNodeDrain(NodeId.atHome("z"), Optional.of("x"))))
        .as("a node that is not known")
        .isEmpty();
  }

  @Test
  void reasonOfFiveHundredCharacters_isTheLongest() {
    assertThat(scenario.events(new NodeCommand.Cordon(A, "w".repeat(500)))).hasSize(1);
    for (NodeCommand tooLong :
        List.of(
            new NodeCommand.Cordon(A, "w".repeat(501)),
            new NodeCommand.Drain(A, "w".repeat(501), Optional.empty()),
            new NodeCommand.Expect(NodeId.atHome("c"), "w".repeat(501), Optional.empty()))) {
      assertThat(scenario.refusal(tooLong).offending()).startsWith("501 characters");
    }
  }

  @Test
  void remove_namesThreeOfItsJobs_andOfALostNodeIsOneEvent() {
    for (int i = 0; i < 5; i++) {
      scenario.start(scenario.submit(aJob("job-" + i)), "a");
    }
    assertThat(scenario.refusal(new NodeCommand.Remove(A)).advice())
        .contains("job-0 (", "job-2 (", " and 2 more")
        .doesNotContain("job-3");
    scenario.lose("b");
    assertThat(scenario.events(new NodeCommand.Remove(NodeId.atHome("b"))))
        .hasExactlyElementsOfTypes(NodeEvent.NodeRemoved.class);
    assertThat(scenario.refusal(new NodeCommand.Remove(NodeId.atHome("b"))).code())
        .isEqualTo(Refusal.Code.NOT_FOUND);
  }

  @Test
  void expect_repeated_isNoNews_andKeepsSinceWhen_andANodeThatIsThereIsNotExpected() {
    NodeId coming = NodeId.atHome("c");
    scenario.events(new NodeCommand.Expect(coming, "on order", Optional.empty()));
    long since = scenario.state.expected().iterator().next().sinceNanos();
    assertThat(scenario.events(new NodeCommand.Expect(coming, "on order", Optional.empty())))
        .isEmpty();
    scenario.events(new NodeCommand.Expect(coming, "late", Optional.of(Duration.ZERO)));
    ExpectedNode late = scenario.state.expected().iterator().next();
    assertThat(late).isEqualTo(new ExpectedNode(coming, "late", since, Optional.of(scenario.now)));
    assertThat(
            scenario
                .refusal(new NodeCommand.Expect(coming, "", Optional.of(Duration.ofSeconds(-3))))
                .offending())
        .isEqualTo("a arrival 3 s ago");
    assertThat(scenario.events(new NodeCommand.Expect(A, "", Optional.empty()))).isEmpty();
  }

  private List<Event> drain(Duration within) {
    return scenario.events(new NodeCommand.Drain(A, "", Optional.of(within)));
  }

  private Event stopping(AttemptId attempt) {
    return new Event.AttemptStopping(attempt, new StopCause.Drained(A), scenario.now);
  }

  private Cordon cordon() {
    return scenario.state.nodeTable().find(A).orElseThrow().cordon().orElseThrow();
  }

  private List<Event> plan(JobId job, String node) {
    return scenario.events(
        new Command.ApplyPlan(new Plan(List.of(scenario.entry(job, node)), List.of())));
  }
}
