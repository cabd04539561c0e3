package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.arkwright.dispatch.RefusedClaims.Door;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.TestGang;
import org.arkwright.model.Command;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.Complaints;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RefusedOrder;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.protocol.RendezvousReady;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has a worker's identity can say nothing of what another worker has. */
final class StolenIdentityTest {
  private static final RankExit FAILED = new RankExit.Exited(66);

  private MemorySite site;
  private Thief thief;

  /** Whoever has stolen the identity of a worker, which is gone. */
  private final class Thief {
    private final WorkerId worker;
    private final NodeId node;
    private final String incarnation = UUID.randomUUID().toString();

    Thief(WorkerId worker, NodeId node) {
      this.worker = worker;
      this.node = node;
    }

    SyncResponse register() {
      return register(site.spec(node), Optional.empty());
    }

    SyncResponse register(NodeSpec spec, Optional<AttemptId> broughtFor, AttemptId... attempts) {
      return send(
          Optional.of(new Registration(spec, List.of(attempts), Optional.empty(), broughtFor)),
          List.of());
    }

    SyncResponse report(Command.Observation observation) {
      return send(Optional.empty(), List.of(new NumberedObservation(1, observation)));
    }

    SyncResponse meetAt(AttemptId attempt, RendezvousPoint point) {
      return send(
          Optional.empty(),
          List.of(new NumberedObservation(1, new RendezvousReady(attempt, point))));
    }

    SyncResponse complainOf(AttemptId attempt) {
      return answer(
          message(Optional.empty(), List.of())
              .complaining(
                  new Complaints(
                      List.of(new RefusedOrder(1, Optional.of(attempt), "no idea")),
                      Optional.empty())));
    }

    private SyncResponse send(
        Optional<Registration> registration, List<NumberedObservation> observations) {
      return answer(message(registration, observations));
    }

    private SyncRequest message(
        Optional<Registration> registration, List<NumberedObservation> observations) {
      return new SyncRequest(node, Optional.empty(), incarnation, registration, 0, observations, 0)
          .of(worker);
    }

    private SyncResponse answer(SyncRequest request) {
      return site.engine.sync(request).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  @AfterEach
  void close() {
    site.closeAll();
  }

  /** A site of two nodes, with a thief in the place of the second node's worker. */
  private void stayingWorkers() {
    site = new MemorySite(ProvidedSite.Workers.PER_NODE, 2).up();
    site.fence = WorkerProvider.Fence.NOT_YET; // A slow thief is not lost.
    site.awaitNodes(2);
    site.worker(site.node1()).close();
    thief = new Thief(WorkerId.ofNode(site.node1()), site.node1());
    thief.register();
  }

  @Test
  void reportsOfAnothersRank_areRefusedOnBothSides_andItsOwnWorkersCount() {
    stayingWorkers();
    Launch launch = run("sleep 600", site.node0());
    for (Command.Observation lie :
        List.of(
            new Command.ReportRankEnded(launch.attempt(), 0, FAILED),
            new Command.ReportRankStarted(launch.attempt(), 0, 4711))) {
      SyncResponse answer = thief.report(lie);
      assertThat(answer.acknowledged()).as("it is not to be repeated").isEqualTo(1);
      assertThat(answer.refusal().orElseThrow())
          .contains("memory/n1", "rank 0 of attempt " + launch.attempt(), "does not have");
      assertThat(site.observed.all()).doesNotContain(lie);
    }
    assertThat(site.refusedClaims.refused(Door.REPORT)).isEqualTo(2);

    site.engine.stop(launch.attempt(), Duration.ZERO);
    assertThat(site.observed.exit(launch.attempt(), 0)).isInstanceOf(RankExit.Stopped.class);
  }

  @Test
  void reportOfAnotherNodesRank_ofAGangThatItHasAPartOf_isRefused() {
    stayingWorkers();
    Launch launch = TestGang.running("sh", "-c", "sleep 600").on(site.node0(), site.node1());
    site.engine.launch(launch);
    site.observed.awaitStart(launch.attempt(), 0);
    thief.report(new Command.ReportRankEnded(launch.attempt(), 0, FAILED));
    thief.report(new Command.ReportRankEnded(launch.attempt(), 1, FAILED));
    assertThat(site.observed.exit(launch.attempt(), 1)).isEqualTo(FAILED);
    site.engine.stop(launch.attempt(), Duration.ZERO);
    assertThat(site.observed.exit(launch.attempt(), 0)).isInstanceOf(RankExit.Stopped.class);
    assertThat(site.refusedClaims.refused(Door.REPORT)).isEqualTo(1);
  }

  @Test
  void reportOfAnEarlierAttemptOfTheJob_isPassedOver() {
    stayingWorkers();
    Launch first = TestGang.running("true").on(site.node1());
    site.engine.launch(first);
    site.engine.forget(first.attempt());
    Launch second = again(first, site.node0());
    site.engine.launch(second);
    SyncResponse answer = thief.report(new Command.ReportRankEnded(first.attempt(), 0, FAILED));
    assertThat(answer.acknowledged()).isEqualTo(1);
    assertThat(answer.refusal().orElseThrow()).contains(first.attempt().toString(), "is over");
    assertThat(site.observed.exit(second.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
    assertThat(ends(first.attempt())).isEmpty();
    assertThat(site.refusedClaims.refused(Door.LATE_REPORT)).isEqualTo(1);
  }

  @Test
  void whatASiteSays_isNoWorkersToSay() {
    stayingWorkers();
    Launch launch = run("sleep 600", site.node0());
    List<Command.Observation> lies =
        List.of(
            new Command.LoseNode(site.node0()),
            new Command.LoseWorker(
                WorkerId.ofNode(site.node0()),
                site.node0(),
                new TreeSet<>(List.of(launch.attempt())),
                new TreeSet<>()),
            new Command.ReportNode(site.spec(site.node0())),
            new Command.ReportNodeDrain(site.node0(), Optional.of("mine")),
            new Command.ReportAttemptPlaced(
                launch.attempt(), new Allocation(launch.allocation().ranks())),
            new Command.ReportAttemptWaiting(launch.attempt(), "busy", Optional.empty()),
            new Command.ReportAttemptDeclined(launch.attempt(), "no", Duration.ofSeconds(1)));
    int before = site.observed.all().size();
    lies.forEach(lie -> assertThat(thief.report(lie).refusal()).as("%s", lie).isPresent());
    assertThat(site.observed.all()).hasSize(before);
    assertThat(site.refusedClaims.refused(Door.REPORT)).isEqualTo(lies.size());
  }

  @Test
  void whereAGangMeets_isForTheNodeOfRank0ToSay() {
    stayingWorkers();
    MemoryWorker first = site.worker(site.node0());
    first.trouble = Optional.of("it takes a while");
    Launch launch =
        TestGang.running("sh", "-c", "echo $MASTER_ADDR").on(site.node0(), site.node1());
    site.engine.launch(launch);
    SyncResponse answer = thief.meetAt(launch.attempt(), new RendezvousPoint("66.6.6.6", 666));
    assertThat(answer.refusal().orElseThrow()).contains("where attempt " + launch.attempt());
    assertThat(site.refusedClaims.refused(Door.RENDEZVOUS)).isEqualTo(1);
    first.trouble = Optional.empty();
    site.observed.awaitStart(launch.attempt(), 0);
    Observed.until(
        "the second node is told",
        () ->
            thief.send(Optional.empty(), List.of()).orders().stream()
                .anyMatch(each ->
                    each.order() instanceof Order.Launch order
                        && order.meeting().point().orElseThrow().address().equals("10.0.0.0")));
  }

  @Test
  void whatOtherNodesHaveStored_isNoWorkersToSay() {
    stayingWorkers();
    Launch launch = TestGang.running("true").on(site.node1());
    site.engine.launch(launch);
    thief.report(
        new Command.ReportRankEnded(launch.attempt(), 0, new RankExit.Exited(0))
            .with(GangOutputs.NONE));
    assertThat(site.observed.end(launch.attempt(), 0).gang()).isEmpty();
  }

  @Test
  void messageOfAnotherNode_site_orName_isRefused_beforeThereIsASession() {
    stayingWorkers();
    Launch launch = run("sleep 600", site.node0());
    WorkerId own = WorkerId.ofNode(site.node1());
    WorkerId namesake = new WorkerId("elsewhere", site.node0().name());
    NodeId foreign = new NodeId("elsewhere", site.node0().name());
    int before = site.observed.all().size();
    for (Thief each :
        List.of(
            new Thief(own, site.node0()),
            new Thief(namesake, site.node0()),
            new Thief(namesake, foreign),
            new Thief(new WorkerId("memory", "n7"), site.node0()))) {
      assertThat(
              each.register(site.spec(site.node0()), Optional.empty(), launch.attempt()).refusal())
          .isPresent();
      SyncResponse answer = each.report(new Command.ReportRankEnded(launch.attempt(), 0, FAILED));
      assertThat(answer.refusal()).isPresent();
      assertThat(answer.orders()).isEmpty();
    }
    assertThat(thief.register(site.spec(site.node0()), Optional.empty()).refusal().orElseThrow())
        .contains("may not describe node memory/n0");
    assertThat(site.observed.all()).hasSize(before);
    assertThat(site.refusedClaims.refused(Door.IDENTITY)).isEqualTo(9);
    site.engine.stop(launch.attempt(), Duration.ZERO);
    assertThat(site.observed.exit(launch.attempt(), 0)).isInstanceOf(RankExit.Stopped.class);
  }

  @Test
  void stayingWorker_thatClaimsAnothersAttempt_isToldToForgetIt_andNeverToStopIt() {
    stayingWorkers();
    Launch launch = run("sleep 600", site.node0());
    SyncResponse answer =
        thief.register(site.spec(site.node1()), Optional.empty(), launch.attempt());
    assertThat(answer.orders())
        .extracting(each -> each.order())
        .containsExactly(new Order.Forget(launch.attempt()));
    site.engine.stop(launch.attempt(), Duration.ZERO);
    site.observed.exit(launch.attempt(), 0);
    assertThat(thief.send(Optional.empty(), List.of()).orders())
        .noneMatch(each -> each.order() instanceof Order.Stop);
  }

  @Test
  void workerBroughtForOneAttempt_getsAndSaysNothingOfAnother() throws Exception {
    site = new MemorySite(ProvidedSite.Workers.PER_ATTEMPT, 1).up();
    site.fence = WorkerProvider.Fence.NOT_YET;
    Launch mine = run("sleep 600", site.node0());
    Launch other = run("sleep 600", site.node0());
    WorkerId worker = WorkerId.ofAttempt("memory", mine.attempt(), 0);
    site.worker(worker).close();
    thief = new Thief(worker, site.node0());
    NodeSpec spec = site.spec(site.node0());
    assertThat(thief.register(spec, Optional.of(other.attempt())).refusal().orElseThrow())
        .contains("was not brought for " + other.attempt());
    assertThat(thief.register(spec, Optional.of(mine.attempt()), other.attempt()).refusal())
        .isPresent();
    assertThat(thief.register(spec, Optional.empty(), other.attempt()).refusal()).isPresent();
    assertThat(thief.register(spec, Optional.of(mine.attempt())).refusal()).isEmpty();

    thief.complainOf(other.attempt());
    thief.report(new Command.ReportRankEnded(other.attempt(), 0, FAILED));
    assertThat(site.refusedClaims.refused(Door.COMPLAINT)).isEqualTo(1);
    assertThat(site.refusedClaims.refused(Door.REPORT)).isEqualTo(1);
    site.fence = WorkerProvider.Fence.DEAD;
    Observed.until(
        "the thief is lost, with its own attempt alone",
        () ->
            site.observed.all().stream()
                .anyMatch(each ->
                    each instanceof Command.LoseWorker lost
                        && lost.attempts().equals(new TreeSet<>(List.of(mine.attempt())))));
    assertThat(ends(other.attempt())).isEmpty();
    site.engine.stop(other.attempt(), Duration.ZERO);
    assertThat(site.observed.exit(other.attempt(), 0)).isInstanceOf(RankExit.Stopped.class);
  }

  @Test
  void reportBeforeTheServerKnowsWhoHasWhat_isNotAcknowledged_andCountsLater() {
    stayingWorkers();
    Launch launch = TestGang.running("true").on(site.node1());
    site.engine.launch(launch);
    site.crash();
    site.up(launch.attempt());
    thief.register();
    Command.ReportRankEnded end = new Command.ReportRankEnded(launch.attempt(), 0, FAILED);
    assertThatThrownBy(() -> thief.report(end))
        .hasCauseInstanceOf(RejectedExecutionException.class);
    assertThat(ends(launch.attempt())).isEmpty();
    site.engine.launch(launch);
    assertThat(thief.report(end).acknowledged()).isEqualTo(1);
    assertThat(site.observed.exit(launch.attempt(), 0)).isEqualTo(FAILED);
  }

  private static Launch again(Launch first, NodeId node) {
    return new Launch(
        new AttemptId(first.attempt().job(), first.attempt().number() + 1),
        first.spec(),
        TestGang.running("true").on(node).allocation(),
        new TreeSet<>(),
        new TreeMap<>());
  }

  private Launch run(String script, NodeId node) {
    Launch launch = TestGang.running("sh", "-c", script).on(node);
    site.engine.launch(launch);
    site.observed.awaitStart(launch.attempt(), 0);
    return launch;
  }

  private List<Command.Observation> ends(AttemptId attempt) {
    return site.observed.all().stream()
        .filter(
            each -> each instanceof Command.ReportRankEnded end && end.attempt().equals(attempt))
        .toList();
  }
}
