package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.TestGang;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an engine does when its control plane or some of its workers are to end. */
final class EngineEndTest {
  private MemorySite site;

  private final Logger logger = Logger.getLogger(DispatchEngine.class.getName());
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void start() {
    logger.addHandler(handler);
    site = new MemorySite(ProvidedSite.Workers.PER_NODE, 2).up();
    site.awaitNodes(2);
  }

  @AfterEach
  void close() {
    logger.removeHandler(handler);
    site.closeAll();
  }

  @Test
  void endOfSomeWorkers_endsThoseAlone() {
    MemoryWorker first = site.worker(site.node0());
    MemoryWorker second = site.worker(site.node1());

    site.engine.endWorkers(WorkerId.ofNode(site.node0())::equals);

    Observed.until("the first has ended", first::hasEnded);
    assertThat(second.hasEnded()).isFalse();
  }

  @Test
  void end_closesTheProvider_andEndsNoWorker() {
    site.engine.close();

    Observed.until("the provider is closed", () -> site.calls.contains("close"));
    assertThat(site.worker(site.node0()).hasEnded()).isFalse();
    assertThat(site.worker(site.node1()).hasEnded()).isFalse();
  }

  @Test
  void end_waitsForTheWorkersThatAnswer_andSaysWhenNoneDoes() {
    site.engine.close();
    assertThat(logged).as("each worker has its parting lease").isEmpty();

    site.up();
    Launch launch = TestGang.running("sh", "-c", "sleep 600").on(site.node1());
    site.engine.launch(launch);
    site.observed.awaitStart(launch.attempt(), 0);
    site.worker(site.node0()).beSilent(true);
    site.worker(site.node1()).beSilent(true);
    site.engine.close();
    assertThat(logged).singleElement().asString().contains("its ranks end with its lease");
  }

  @Test
  void end_afterTheWorkersWereToldToEnd_waitsForNobody() {
    site.engine.endWorkers(_ -> true);
    Observed.until("one has ended", site.worker(site.node0())::hasEnded);
    Observed.until("the other has ended", site.worker(site.node1())::hasEnded);
    site.engine.close();
    assertThat(logged).as("nobody was left untold").isEmpty();
  }

  @Test
  void messageBeforeTheStart_orAfterTheEnd_isRefusedAtOnce() {
    SyncRequest message =
        new SyncRequest(
            site.node0(), Optional.empty(), "w", Optional.empty(), 0, List.of(), 60_000);
    DispatchEngine other = new DispatchEngine(site, LeaseTerms.DEFAULT, site.refusedClaims);
    assertRefused(other.sync(message));
    other.abandon();
    site.engine.close();
    assertRefused(site.engine.sync(message));
  }

  private static void assertRefused(CompletionStage<SyncResponse> answer) {
    assertThat(answer)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(RejectedExecutionException.class);
  }
}
