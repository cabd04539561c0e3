package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.arkwright.engine.Observed;
import org.arkwright.model.id.WorkerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an engine does when its control plane or some of its workers are to end. */
final class EngineEndTest {
  private MemorySite site;

  @BeforeEach
  void start() {
    site = new MemorySite(ProvidedSite.Workers.PER_NODE, 2).up();
    site.awaitNodes(2);
  }

  @AfterEach
  void close() {
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
}
