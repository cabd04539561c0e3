package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.TestGang;
import org.arkwright.model.Command;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.Order;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers that are silent, superfluous, of the same name, or unable; providers that hang. */
final class WorkerFailuresTest {
  private static final long LONGER_THAN_THE_LEASE = MemorySite.LEASE.toMillis() * 3;

  private final CountDownLatch blocked = new CountDownLatch(1);
  private MemorySite site;

  @AfterEach
  void close() {
    blocked.countDown();
    site.closeAll();
  }

  @Test
  void silentWorkerOfANode_takesTheNodeWithIt_onlyOnceItIsFenced() throws Exception {
    start(ProvidedSite.Workers.PER_NODE, 1);
    List<WorkerId> watched = new CopyOnWriteArrayList<>();
    site.engine.watchLosses(watched::add);
    site.fence = WorkerProvider.Fence.NOT_YET;
    Launch launch = run("sleep 600");
    site.worker(site.node0()).beSilent(true);
    TimeUnit.MILLISECONDS.sleep(LONGER_THAN_THE_LEASE);
    assertThat(losses()).isEmpty();

    site.fence = WorkerProvider.Fence.DEAD;
    Observed.until("it is lost", () -> !losses().isEmpty());
    assertThat(losses().getFirst())
        .isInstanceOfSatisfying(
            Command.LoseNode.class,
            lost -> {
              assertThat(lost.node()).isEqualTo(site.node0());
              assertThat(lost.neverSent()).doesNotContain(launch.attempt());
            });
    assertThat(watched).containsExactly(WorkerId.ofNode(site.node0()));
  }

  @Test
  void hostThatCannotBeReached_isAsGoodAsDead_whenItsLeaseIsOver() throws Exception {
    start(ProvidedSite.Workers.PER_NODE, 1);
    site.fence = WorkerProvider.Fence.AFTER_LEASE;
    run("sleep 600");
    TimeUnit.MILLISECONDS.sleep(LONGER_THAN_THE_LEASE);
    assertThat(losses()).as("while it answers").isEmpty();
    site.worker(site.node0()).beSilent(true);
    Observed.until("it is lost", () -> !losses().isEmpty());
  }

  @Test
  void silentWorkerOfAnAttempt_losesItsRanksAlone_andTheNodeStays() {
    start(ProvidedSite.Workers.PER_ATTEMPT, 1);
    Launch launch = run("sleep 600");
    Launch other = run("sleep 600");
    WorkerId worker = WorkerId.ofAttempt("memory", launch.attempt(), 0);
    site.worker(worker).beSilent(true);
    Observed.until("it is lost", () -> !losses().isEmpty());
    assertThat(losses())
        .singleElement()
        .isInstanceOfSatisfying(
            Command.LoseWorker.class,
            lost -> {
              assertThat(lost.worker()).isEqualTo(worker);
              assertThat(lost.node()).isEqualTo(site.node0());
              assertThat(lost.attempts()).containsExactly(launch.attempt());
            });
    site.engine.stop(other.attempt(), Duration.ZERO);
    assertThat(site.observed.exit(other.attempt(), 0)).isInstanceOf(RankExit.Stopped.class);
  }

  @Test
  void launchThatReachedNobody_isKnownNotToHaveRun() {
    start(ProvidedSite.Workers.PER_NODE, 1);
    Observed.until("the worker is there", () -> !site.observed.all().isEmpty());
    site.worker(site.node0()).beSilent(true);
    sleepUntilItPollsNoMore();
    Launch launch = launch("true");
    site.engine.launch(launch);
    Observed.until("it is lost", () -> !losses().isEmpty());
    assertThat(losses().getFirst())
        .isInstanceOfSatisfying(
            Command.LoseNode.class,
            lost -> assertThat(lost.neverSent()).containsExactly(launch.attempt()));
  }

  @Test
  void launchThatAnEarlierRunMayHaveSent_isNotSaidToHaveReachedNobody() {
    start(ProvidedSite.Workers.PER_NODE, 1);
    site.awaitNodes(1);
    Launch launch = launch("true");
    site.crash();
    site.up(launch.attempt());
    site.awaitNodes(1);
    site.worker(site.node0()).beSilent(true);
    sleepUntilItPollsNoMore();
    site.engine.launch(launch);
    Observed.until("it is lost", () -> !losses().isEmpty());
    assertThat(losses().getFirst())
        .isInstanceOfSatisfying(
            Command.LoseNode.class, lost -> assertThat(lost.neverSent()).isEmpty());
  }

  private static void sleepUntilItPollsNoMore() {
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void providerThatHangs_holdsUpNoWorkerThatIsThere_andIsToldOf() throws Exception {
    start(ProvidedSite.Workers.PER_ATTEMPT, 1);
    Launch before = run("sleep 600");
    site.requesting =
        () -> {
          try {
            blocked.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        };
    Launch stuck = launch("echo ran");
    site.engine.launch(stuck);
    TimeUnit.MILLISECONDS.sleep(LONGER_THAN_THE_LEASE);
    assertThat(losses()).as("the lease of those that are there is renewed").isEmpty();
    site.engine.stop(before.attempt(), Duration.ZERO);
    assertThat(site.observed.exit(before.attempt(), 0)).isInstanceOf(RankExit.Stopped.class);

    blocked.countDown();
    assertThat(site.observed.exit(stuck.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
  }

  @Test
  void stopBeforeAWorkerCame_endsTheRanks_andGivesTheRequestBack() {
    start(ProvidedSite.Workers.PER_ATTEMPT, 1);
    site.requesting =
        () -> {
          throw new IllegalStateException("the cluster does not answer");
        };
    Launch launch = launch("echo ran");
    site.engine.launch(launch);
    site.engine.stop(launch.attempt(), Duration.ZERO);
    assertThat(site.observed.exit(launch.attempt(), 0)).isEqualTo(new RankExit.Stopped(false));
    Observed.until("it is released", () -> site.calls.contains("release " + launch.attempt()));
    assertThat(site.engine.trouble()).isPresent();
  }

  @Test
  void secondWorkerForTheSamePart_isToldToEnd_andTheFirstRunsOn() {
    start(ProvidedSite.Workers.PER_ATTEMPT, 1);
    Launch launch = run("sleep 600");
    MemoryWorker second =
        site.stranger(
                WorkerId.ofAttempt("memory", launch.attempt(), 1),
                site.node0(),
                Optional.of(launch.attempt()))
            .start();
    Observed.until("the second has ended", second::hasEnded);
    assertThat(second.orders).containsExactly(new Order.Exit());
    site.engine.stop(launch.attempt(), Duration.ZERO);
    assertThat(site.observed.exit(launch.attempt(), 0)).isInstanceOf(RankExit.Stopped.class);
    assertThat(losses()).isEmpty();
  }

  @Test
  void workerOfAnAttemptThatIsOver_isToldToEnd() {
    start(ProvidedSite.Workers.PER_ATTEMPT, 1);
    AttemptId over = launch("true").attempt();
    MemoryWorker late =
        site.stranger(WorkerId.ofAttempt("memory", over, 0), site.node0(), Optional.of(over))
            .start();
    Observed.until("it has ended", late::hasEnded);
  }

  /** A cluster may queue a job again whose node it took away, and start its worker elsewhere. */
  @Test
  void workerThatIsNotNeeded_andIsStartedAgainOnAnotherNode_isToldToEndThereToo() {
    start(ProvidedSite.Workers.PER_ATTEMPT, 2);
    AttemptId over = launch("true").attempt();
    WorkerId id = WorkerId.ofAttempt("memory", over, 0);
    MemoryWorker first = site.stranger(id, site.node0(), Optional.of(over)).start();
    Observed.until("it has ended", first::hasEnded);
    MemoryWorker again = site.stranger(id, site.node1(), Optional.of(over)).start();
    Observed.until("it has ended there", again::hasEnded);
    assertThat(again.refusals).isEmpty();
  }

  @Test
  void workerThatRegistersAgain_keepsWhatItMayHave_andForgetsTheRest() {
    start(ProvidedSite.Workers.PER_NODE, 1);
    Launch over = run("sleep 600");
    Launch kept = run("sleep 600");
    site.crash();
    MemoryWorker worker = site.worker(site.node0());
    worker.orders.clear();
    site.up(kept.attempt());
    Observed.until("the rest is forgotten", () -> !worker.orders.isEmpty());
    assertThat(worker.orders).containsExactly(new Order.Forget(over.attempt()));
  }

  @Test
  void anotherWorkerOfTheSameName_isRefusedOnBothSides_untilTheFirstIsGone() {
    start(ProvidedSite.Workers.PER_NODE, 1);
    Launch launch = run("sleep 600");
    MemoryWorker first = site.worker(site.node0());
    MemoryWorker namesake = site.stranger(first.id(), site.node0(), Optional.empty()).start();
    Observed.until("the second is refused", () -> !namesake.refusals.isEmpty());
    assertThat(namesake.refusals.getFirst()).contains("memory/n0", "another worker");
    site.engine.stop(launch.attempt(), Duration.ZERO);
    assertThat(site.observed.exit(launch.attempt(), 0)).isInstanceOf(RankExit.Stopped.class);
    assertThat(namesake.orders).isEmpty();

    first.beSilent(true);
    Launch next = launch("true");
    site.engine.launch(next);
    assertThat(site.observed.exit(next.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
    namesake.close();
  }

  @Test
  void stopAndForget_goToThoseWorkersOnly_thatHaveTheAttempt() {
    start(ProvidedSite.Workers.PER_NODE, 2);
    site.awaitNodes(2);
    Launch launch = run("sleep 600");
    Launch other = TestGang.running("true").on(site.node1());
    site.engine.launch(other);
    assertThat(site.observed.exit(other.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
    site.engine.stop(launch.attempt(), Duration.ZERO);
    site.observed.exit(launch.attempt(), 0);
    site.engine.forget(launch.attempt());
    MemoryWorker has = site.worker(site.node0());
    Observed.until(
        "it is forgotten", () -> has.orders.contains(new Order.Forget(launch.attempt())));
    assertThat(site.worker(site.node1()).orders)
        .noneMatch(order -> order instanceof Order.Stop || order instanceof Order.Forget);
  }

  @Test
  void workerWithAFullDisk_saysSo_andLosesNoOrder() {
    start(ProvidedSite.Workers.PER_NODE, 1);
    MemoryWorker worker = site.worker(site.node0());
    worker.trouble = Optional.of("No space left on device");
    Launch launch = launch("true");
    site.engine.launch(launch);
    Observed.until("the trouble is told", () -> site.engine.trouble().isPresent());
    assertThat(site.engine.trouble().orElseThrow()).contains("memory/n0", "No space left");

    worker.trouble = Optional.empty();
    assertThat(site.observed.exit(launch.attempt(), 0)).isEqualTo(new RankExit.Exited(0));
    Observed.until("the trouble is over", () -> site.engine.trouble().isEmpty());
  }

  private void start(ProvidedSite.Workers kind, int nodes) {
    site = new MemorySite(kind, nodes).up();
  }

  private Launch launch(String script) {
    return TestGang.running("sh", "-c", script).on(site.node0());
  }

  /** Launches and waits for the start. */
  private Launch run(String script) {
    Launch launch = launch(script);
    site.engine.launch(launch);
    site.observed.awaitStart(launch.attempt(), 0);
    return launch;
  }

  private List<Command.Observation> losses() {
    return site.observed.all().stream()
        .filter(each -> each instanceof Command.LoseNode || each instanceof Command.LoseWorker)
        .toList();
  }
}
