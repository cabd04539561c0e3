package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.model.Command;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.protocol.RendezvousReady;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private final Outbox outbox = new Outbox();

  @Test
  void observations_stayUntilTheyAreAcknowledged_inTheirOrder() throws Exception {
    for (int rank = 0; rank < 5; rank++) {
      add(rank);
    }
    assertThat(outbox.await(3, 0))
        .extracting(NumberedObservation::number)
        .containsExactly(1L, 2L, 3L);
    assertThat(outbox.await(3, 0)).as("again").hasSize(3);
    outbox.acknowledge(2);
    assertThat(outbox.await(9, 0))
        .extracting(NumberedObservation::number)
        .containsExactly(3L, 4L, 5L);
    outbox.acknowledge(1);
    assertThat(outbox.await(9, 0)).hasSize(3);
    outbox.acknowledge(5);
    assertThat(outbox.await(9, 0)).isEmpty();
    add(7);
    assertThat(outbox.await(9, 0)).extracting(NumberedObservation::number).containsExactly(6L);
  }

  @Test
  void whatIsSaid_isOfTheMomentOfSending() throws Exception {
    AtomicLong age = new AtomicLong(1);
    outbox.add(() -> started((int) age.get()));
    age.set(2);
    assertThat(outbox.await(1, 0).getFirst().observation()).contains(started(2));
    age.set(3);
    assertThat(outbox.await(1, 0).getFirst().observation()).contains(started(3));
  }

  @Test
  void placeToMeet_isAmongThem() throws Exception {
    RendezvousReady ready =
        new RendezvousReady(Launches.attempt(1), new RendezvousPoint("10.0.0.1", 7000));
    outbox.add(ready);
    assertThat(outbox.await(1, 0).getFirst().rendezvous()).contains(ready);
  }

  @Test
  void waiter_isWokenByTheFirstObservation_andWithoutOneByItsTime() throws Exception {
    assertThat(outbox.await(1, 1)).isEmpty();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<NumberedObservation>> waits = threads.submit(() -> outbox.await(9, 60_000));
      add(1);
      assertThat(waits.get(10, TimeUnit.SECONDS)).hasSize(1);
    }
  }

  /** Several threads add while one takes: nothing is lost, doubled or out of order. */
  @Test
  void manyThreads_loseNothing() throws Exception {
    int each = 2_000;
    List<Long> taken = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 3; t++) {
        threads.execute(() -> {
          for (int i = 0; i < each; i++) {
            add(i);
          }
        });
      }
      while (taken.size() < 3 * each) {
        List<NumberedObservation> some = outbox.await(100, 10_000);
        assertThat(some).isNotEmpty();
        some.forEach(one -> taken.add(one.number()));
        outbox.acknowledge(some.getLast().number());
      }
    }
    for (int i = 0; i < taken.size(); i++) {
      assertThat(taken.get(i)).isEqualTo(i + 1L);
    }
  }

  private void add(int rank) {
    outbox.add(() -> started(rank));
  }

  private static Command.Observation started(int rank) {
    return new Command.ReportRankStarted(Launches.attempt(1), rank, 100);
  }
}
