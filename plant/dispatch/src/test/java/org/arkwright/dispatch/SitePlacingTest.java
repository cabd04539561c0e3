package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.TestGang;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A site that places by itself: workers come before it is told where the ranks are. */
final class SitePlacingTest {
  private static final NodeId NODE = new NodeId("queue", "n0");

  private final Queueing site = new Queueing();
  private final DispatchEngine engine =
      new DispatchEngine(
          site,
          new LeaseTerms(Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofDays(1)),
          new RefusedClaims());
  private final Observed observed = new Observed();
  private final Launch placed = TestGang.running("sh", "-c", "exit 3").on(NODE);
  private final AttemptId attempt = placed.attempt();
  private Optional<MemoryWorker> worker = Optional.empty();

  @AfterEach
  void close() {
    worker.ifPresent(MemoryWorker::close);
    engine.abandon();
  }

  @Test
  void workerThatCameFirst_getsItsRanks_onceTheSiteHasPlacedThem() throws Exception {
    engine.serve(new Event.ServerStarted("h", "", "", 1, 0), Long.MAX_VALUE);
    engine.start(observed, List.of());
    engine.launch(
        new Launch(
            attempt,
            placed.spec(),
            new Placement.BySite("queue"),
            Optional.empty(),
            placed.startedRanks(),
            placed.inputs()));
    assertThat(site.requested.await(10, TimeUnit.SECONDS)).isTrue();
    site.nodes.waiting(attempt, "Priority", Optional.of(7L));
    WorkerId id = WorkerId.ofAttempt("queue", attempt, 0);
    MemoryWorker came = new MemoryWorker(engine, id, Queueing.node(), Optional.of(attempt)).start();
    worker = Optional.of(came);
    Observed.until("it is told that it waits", () -> told(Command.ReportAttemptWaiting.class));
    assertThat(came.orders).as("nobody knows which ranks it has").isEmpty();

    site.nodes.placed(attempt, placed.allocation());
    assertThat(observed.exit(attempt, 0)).isEqualTo(new RankExit.Exited(3));
    assertThat(observed.all())
        .contains(
            new Command.ReportAttemptWaiting(attempt, "Priority", Optional.of(7L)),
            new Command.ReportAttemptPlaced(attempt, placed.allocation()));
  }

  @Test
  void wordsOfTheSite_areReported() {
    engine.serve(new Event.ServerStarted("h", "", "", 1, 0), Long.MAX_VALUE);
    engine.start(observed, List.of());
    Observed.until("the provider is started", () -> site.started.getCount() == 0);
    site.nodes.present(Queueing.node());
    site.nodes.declined(attempt, "busy", Duration.ofSeconds(5));
    site.nodes.gone(NODE);
    Observed.until("its node is lost", () -> told(Command.LoseNode.class));
    assertThat(observed.all())
        .containsExactly(
            new Command.ReportNode(Queueing.node()),
            new Command.ReportAttemptDeclined(attempt, "busy", Duration.ofSeconds(5)),
            new Command.LoseNode(NODE));
  }

  private boolean told(Class<? extends Command.Observation> kind) {
    return observed.all().stream().anyMatch(kind::isInstance);
  }

  private static final class Queueing implements WorkerProvider {
    final CountDownLatch started = new CountDownLatch(1);
    final CountDownLatch requested = new CountDownLatch(1);
    volatile Inventory nodes;

    static NodeSpec node() {
      return new NodeSpec(
          NODE,
          8_000,
          Bytes.ofGibibytes(8),
          List.of(),
          TopologyPath.UNKNOWN,
          new TreeMap<>(),
          List.of());
    }

    @Override
    public ProvidedSite profile() {
      return new ProvidedSite(
          "queue", ProvidedSite.Workers.PER_ATTEMPT, ProvidedSite.Placer.SITE, NodeSpec.FABRIC);
    }

    @Override
    public void start(Inventory told) {
      nodes = told;
      started.countDown();
    }

    @Override
    public void request(AttemptId attempt, Launch launch) {
      requested.countDown();
    }

    @Override
    public void release(AttemptId attempt) {}

    @Override
    public Fence fence(WorkerId worker) {
      return Fence.DEAD;
    }

    @Override
    public void close() {}
  }
}
