package org.arkwright.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.arkwright.model.id.ProjectName;
import org.arkwright.thread.Pressure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many requests end at once while their usage is handed over, to a ledger that loses answers. */
@Timeout(60)
final class UsageSpoolPressureTest {
  /** So long that a file holds eighteen records. */
  private static final String BACKEND = "b".repeat(56_000);

  @TempDir Path folder;
  private final Ledger ledger = new Ledger();

  /** Takes each batch of a source once, as the kernel does. */
  private static final class Ledger implements UsageSink {
    private final SortedMap<Long, List<Long>> batches = new TreeMap<>();
    private String known = "";
    private int answersToLose;

    @Override
    public synchronized CompletableFuture<?> take(
        String source, long sequence, List<FinishedRequest> requests) {
      assertThat(known).isIn("", source);
      known = source;
      List<Long> ids = requests.stream().map(request -> request.tokens().prompt()).toList();
      List<Long> before = batches.putIfAbsent(sequence, ids);
      if (before != null && !before.equals(ids)) {
        batches.put(sequence, List.of(-1L)); // Seen by the test, whatever the spool does.
      }
      if (answersToLose > 0) {
        answersToLose--;
        return CompletableFuture.failedFuture(new IllegalStateException("the answer was lost"));
      }
      return CompletableFuture.completedFuture(null);
    }

    synchronized List<Long> booked() {
      return batches.values().stream().flatMap(List::stream).toList();
    }

    synchronized void loseAnswers(int count) {
      answersToLose = count;
    }
  }

  private static FinishedRequest request(long id) {
    TokenCount tokens = new TokenCount(id, 0);
    return new FinishedRequest(
        ProjectName.DEFAULT, "k", "m", BACKEND, tokens, TokenBasis.COUNTED, 200, 5, 7);
  }

  private void awaitBooked(int count) throws InterruptedException {
    for (int i = 0; i < 4_000 && ledger.booked().size() < count; i++) {
      Thread.sleep(5);
    }
  }

  @Test
  void requestsOfManyThreads_areBookedOnceEach_alsoAcrossAStop() throws Exception {
    List<Long> expected = new ArrayList<>();
    for (int life = 0; life < 2; life++) {
      int from = 1_000 * life;
      ledger.loseAnswers(1);
      try (UsageSpool spool = UsageSpool.open(folder, ledger, 3)) {
        Pressure.run(
            life,
            1,
            _ ->
                new Pressure.Round() {
                  @Override
                  public List<Pressure.Actor> actors() {
                    return IntStream.range(0, 4)
                        .<Pressure.Actor>mapToObj(thread ->
                            own -> {
                              for (int i = 0; i < 20; i++) {
                                spool.add(request(from + 100 * thread + i));
                                own.rest();
                              }
                            })
                        .toList();
                  }

                  @Override
                  public void check() {}
                });
      }
      for (int thread = 0; thread < 4; thread++) {
        int first = from + 100 * thread;
        LongStream.range(first, first + 20).forEach(expected::add);
      }
    }
    try (UsageSpool _ = UsageSpool.open(folder, ledger, 3)) {
      awaitBooked(expected.size());
    }
    List<Long> booked = new ArrayList<>(ledger.booked());
    Collections.sort(booked);
    assertThat(booked).isEqualTo(expected);
    assertThat(ledger.batches.keySet()).doesNotContain(0L).allMatch(number -> number > 0);
  }

  @Test
  void fileThatIsFull_isHandedOverAtOnce_andWhatIsBookedIsGoneFromTheDisk() throws Exception {
    try (UsageSpool spool = UsageSpool.open(folder, ledger, 3_600_000)) {
      for (int i = 0; i < 20; i++) {
        spool.add(request(i));
      }
      awaitBooked(18);
      assertThat(ledger.booked()).hasSize(18);
    }
    awaitBooked(20); // What was gathered goes when it stops.
    assertThat(ledger.booked()).hasSize(20);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".spool"))
                  .filter(UsageSpoolPressureTest::holdsRecords))
          .isEmpty();
    }
  }

  private static boolean holdsRecords(Path file) {
    try {
      return !SpoolSegment.read(file).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
