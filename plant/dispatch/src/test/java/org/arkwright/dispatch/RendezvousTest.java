package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.TestGang;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.Order;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ranks of two nodes meet where the worker of rank 0 says. */
final class RendezvousTest {
  private static final String TELL = "echo $GROUP_RANK $MASTER_ADDR $MASTER_PORT";

  private final MemorySite site = new MemorySite(ProvidedSite.Workers.PER_NODE, 2);

  @AfterEach
  void close() {
    site.closeAll();
  }

  @Test
  void gangOnTwoNodes_meetsAtTheFabricAddressOfRank0() {
    site.up();
    Launch launch = twoNodes(TELL);
    site.engine.launch(launch);
    assertThat(end(launch, 0)).isEqualTo(new RankExit.Exited(0));
    assertThat(end(launch, 1)).isEqualTo(new RankExit.Exited(0));
    String[] first = site.log(launch.attempt(), 0).strip().split(" ", -1);
    String[] second = site.log(launch.attempt(), 1).strip().split(" ", -1);
    assertThat(first[0]).isEqualTo("0");
    assertThat(second[0]).isEqualTo("1");
    // Rank 0 is on the second node by name: the order of names says nothing.
    assertThat(first[1]).isEqualTo("10.0.0.1").isEqualTo(second[1]);
    assertThat(first[2]).matches("\\d+").isEqualTo(second[2]);
  }

  @Test
  void otherNodes_beginOnlyWhenThePlaceIsKnown() throws Exception {
    site.up();
    site.worker(site.node1()).trouble = Optional.of("its disk is full");
    Launch launch = twoNodes(TELL);
    site.engine.launch(launch);
    TimeUnit.MILLISECONDS.sleep(300);
    assertThat(site.worker(site.node0()).orders).noneMatch(Order.Launch.class::isInstance);

    site.worker(site.node1()).trouble = Optional.empty();
    assertThat(end(launch, 1)).isEqualTo(new RankExit.Exited(0));
  }

  @Test
  void nodeThatWaitsForOrders_isToldOfThePlaceAtOnce() {
    site.up();
    site.awaitNodes(2);
    site.fence = WorkerProvider.Fence.NOT_YET; // It waits for longer than its lease.
    site.worker(site.node0()).pollMillis = Duration.ofMinutes(5).toMillis();
    Launch launch = twoNodes(TELL);
    site.engine.launch(launch);
    Observed.until(
        "it is told",
        () -> site.worker(site.node0()).orders.stream().anyMatch(Order.Launch.class::isInstance));
  }

  @Test
  void serverAndWorkersRestartedInBetween_changeNothing() throws Exception {
    site.up();
    MemoryWorker host = site.worker(site.node1());
    MemoryWorker other = site.worker(site.node0());
    site.awaitNodes(2);
    other.beSilent(true);
    Launch launch = twoNodes(TELL + "; sleep 1");
    site.engine.launch(launch);
    site.observed.awaitStart(launch.attempt(), 0);
    String place = site.log(launch.attempt(), 0);

    site.crash();
    host.restart();
    site.up(launch.attempt());
    site.engine.launch(started(launch));
    other.beSilent(false);
    other.restart();

    assertThat(end(launch, 1)).isEqualTo(new RankExit.Exited(0));
    assertThat(site.log(launch.attempt(), 1)).isEqualTo(place.replaceFirst("0", "1"));
  }

  @Test
  void stop_beforeThePlaceIsKnown_endsTheRanksOfAllNodes_andNoneStarts() {
    site.up();
    site.worker(site.node1()).trouble = Optional.of("its disk is full");
    Launch launch = twoNodes("echo ran");
    site.engine.launch(launch);
    site.engine.stop(launch.attempt(), Duration.ZERO);
    assertThat(end(launch, 1)).isEqualTo(new RankExit.Stopped(false));
    site.worker(site.node1()).trouble = Optional.empty();
    assertThat(end(launch, 0)).isInstanceOf(RankExit.Stopped.class);
    assertThat(site.log(launch.attempt(), 1)).isEmpty();
  }

  @Test
  void workerOfThePreviousRelease_getsNoPartOfAGangOnSeveralNodes_andIsNamed() {
    site.up();
    MemoryWorker old = site.worker(site.node0());
    old.version = 3;
    site.crash();
    site.up();
    site.awaitNodes(2);
    Launch launch = twoNodes("true");
    site.engine.launch(launch);
    assertThat(end(launch, 1))
        .isInstanceOfSatisfying(
            RankExit.Unstartable.class,
            exit -> assertThat(exit.problem()).contains("memory/n0", "version 3"));
  }

  private RankExit end(Launch launch, int rank) {
    return site.observed.exit(launch.attempt(), rank);
  }

  /** Rank 0 on the second node, rank 1 on the first. */
  private Launch twoNodes(String script) {
    return TestGang.running("sh", "-c", script).on(site.node1(), site.node0());
  }

  private static Launch started(Launch launch) {
    return new Launch(
        launch.attempt(),
        launch.spec(),
        launch.allocation(),
        new TreeSet<>(List.of(0)),
        new TreeMap<>());
  }
}
