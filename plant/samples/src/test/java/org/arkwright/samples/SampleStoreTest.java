package org.arkwright.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.Sample.DeviceUse;
import org.arkwright.protocol.Sample.RankUse;
import org.arkwright.protocol.SampleBatch;
import org.arkwright.protocol.SamplesTaken;
import org.arkwright.ranklog.RankLogs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleStoreTest {
  private static final long START = 1_900_000_000_000L;
  private static final long SENT = START + 2000;
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);
  private static final NodeId NODE = NodeId.atHome("n1");
  private static final NodeId OTHER = NodeId.atHome("n2");
  private static final Map<AttemptId, Set<Integer>> ADMITTED = Map.of(ATTEMPT, Set.of(1));

  @TempDir Path folder;
  private RankLogs logs;
  private long nowMillis = START;
  private final InstantSource clock = () -> Instant.ofEpochMilli(nowMillis);

  @BeforeEach
  void begin() {
    logs = new RankLogs(folder);
  }

  @Test
  void samples_areReadWhileTheAttemptRuns_andAfterARestart() throws Exception {
    try (SampleStore store = new SampleStore(logs, clock).start()) {
      store.accept(batch(NODE, 0, 500), ADMITTED);
      // Full blocks leave the memory for the file, on another thread.
      long until = System.nanoTime() + 10_000_000_000L;
      while (cpus(store).size() < 500 && System.nanoTime() < until) {
        Thread.sleep(5);
      }
      assertThat(cpus(store)).hasSize(500).containsEntry(START + 499_000, 1499L);
      assertThat(store.attempt(ATTEMPT).stats().get(NODE).get(SeriesKey.of(Metric.CPU)))
          .isEqualTo(new Stats(500, 500 * 1000L + 499 * 250, 1499));
    }
    try (SampleStore store = new SampleStore(logs, clock).start()) {
      assertThat(cpus(store)).hasSize(500);
      store.accept(batch(NODE, 500, 600), ADMITTED);
      assertThat(cpus(store)).hasSize(600).containsEntry(START + 599_000, 1599L);
    }
  }

  @Test
  void batch_thatComesTwice_countsOnce() throws Exception {
    try (SampleStore store = new SampleStore(logs, clock)) {
      store.accept(batch(NODE, 0, 10), ADMITTED);
      store.accept(batch(NODE, 5, 12), ADMITTED);
      assertThat(cpus(store)).hasSize(12);
      assertThat(store.attempt(ATTEMPT).stats().get(NODE).get(SeriesKey.of(Metric.CPU)).count())
          .isEqualTo(12);
    }
  }

  /** A store that is not closed has no time to write what it has in memory. */
  @Test
  void storeThatWasKilled_hasSaidWhatItHasNotWritten_andWhatIsSentAgainIsKeptOnce()
      throws Exception {
    SampleStore killed = new SampleStore(logs, clock).start();
    SamplesTaken taken = killed.accept(held(0, 150, Optional.empty()), ADMITTED);
    assertThat(taken.writtenUntil()).as("nothing is written at once").isLessThan(150);
    long until = System.nanoTime() + 10_000_000_000L;
    while (taken.writtenUntil() < 120 && System.nanoTime() < until) {
      taken = killed.accept(held(150, 150, Optional.of(taken)), ADMITTED);
    }
    assertThat(taken.writtenUntil()).isEqualTo(120);

    try (SampleStore store = new SampleStore(logs, clock).start()) {
      SamplesTaken other = store.accept(held(150, 160, Optional.of(taken)), ADMITTED);
      assertThat(other.run()).isNotEqualTo(taken.run());
      assertThat(other.writtenUntil()).isZero();
      assertThat(cpus(store)).as("it was meant for the other").hasSize(120);
      // The answer to the last of the blocks was lost: the worker still holds some of them.
      other = store.accept(held(100, 160, Optional.of(other)), ADMITTED);
      assertThat(other.writtenUntil()).isEqualTo(100);
      assertThat(cpus(store)).hasSize(160);
      assertThat(count(store)).isEqualTo(160);
      store.accept(held(160, 400, Optional.of(other)), ADMITTED);
    }
    SampleStore read = new SampleStore(logs, clock);
    assertThat(cpus(read)).hasSize(400).containsEntry(START + 399_000, 1399L);
    assertThat(count(read)).isEqualTo(400);
  }

  @Test
  void sentAgainByAClockThatDiffers_getsTheSameTimes() throws Exception {
    nowMillis = START + 3_600_000;
    SamplesTaken taken;
    try (SampleStore store = new SampleStore(logs, clock).start()) {
      taken = store.accept(held(0, 10, Optional.empty()), ADMITTED);
    }
    nowMillis += 700; // The network is slower than before.
    try (SampleStore store = new SampleStore(logs, clock).start()) {
      SamplesTaken none = store.accept(held(5, 10, Optional.of(taken)), ADMITTED);
      assertThat(none.shiftMillis()).isEmpty();
      SamplesTaken again = new SamplesTaken(none.run(), none.writtenUntil(), taken.shiftMillis());
      store.accept(held(5, 12, Optional.of(again)), ADMITTED);
      assertThat(count(store)).isEqualTo(12);
    }
  }

  @Test
  void endedAttempt_isWrittenAfterItsSilence_andTheWorkerIsTold() {
    try (SampleStore store = new SampleStore(logs, clock)) {
      SamplesTaken taken = store.accept(held(0, 7, Optional.empty()), ADMITTED);
      assertThat(taken.writtenUntil()).isZero();
      nowMillis += 31_000;
      store.sweep();
      assertThat(store.accept(held(7, 9, Optional.of(taken)), Map.of()).writtenUntil())
          .isEqualTo(9);
    }
  }

  private static long count(SampleStore store) throws IOException {
    return store.attempt(ATTEMPT).stats().get(NODE).get(SeriesKey.of(Metric.CPU)).count();
  }

  private static SampleBatch held(int from, int until, Optional<SamplesTaken> last) {
    SampleBatch batch = batch(NODE, from, until);
    return new SampleBatch(
        NODE,
        SENT,
        0,
        batch.samples(),
        Optional.of(
            new SampleBatch.Held(
                from + 1, last.map(SamplesTaken::run), last.flatMap(SamplesTaken::shiftMillis))));
  }

  @Test
  void attempt_ofAnotherNode_isPassedOver_andDevicesOfOthers() throws Exception {
    try (SampleStore store = new SampleStore(logs, clock)) {
      store.accept(batch(NODE, 0, 3), Map.of());
      assertThat(store.attempt(ATTEMPT).isEmpty()).isTrue();
      store.accept(batch(NODE, 3, 5), ADMITTED);
      assertThat(store.attempt(ATTEMPT).stats().get(NODE))
          .containsKey(new SeriesKey(Metric.DEVICE_BUSY, 1))
          .doesNotContainKey(new SeriesKey(Metric.DEVICE_BUSY, 0));
      assertThat(store.node(NODE).stats().get(NODE))
          .containsKeys(new SeriesKey(Metric.DEVICE_BUSY, 0), new SeriesKey(Metric.DEVICE_BUSY, 1));
    }
  }

  @Test
  void steps_ofAGangOnTwoNodes_addUp_andMissingValuesAreMissing() throws Exception {
    try (SampleStore store = new SampleStore(logs, clock)) {
      store.accept(batch(NODE, 0, 4), ADMITTED);
      store.accept(batch(OTHER, 2, 4), ADMITTED);
      List<History.Step> steps = store.attempt(ATTEMPT).steps(0, Long.MAX_VALUE, 100).steps();
      assertThat(steps).hasSize(4);
      assertThat(steps.get(1).total()).containsEntry(Metric.CPU, 1001L);
      assertThat(steps.get(3).total())
          .containsEntry(Metric.CPU, 2006L)
          .containsEntry(Metric.RANKS, 2L)
          .doesNotContainKey(Metric.READ);
      assertThat(steps.get(3).devices()).containsOnlyKeys(NODE, OTHER);
      assertThat(store.attempt(ATTEMPT).steps(0, Long.MAX_VALUE, 2).steps()).hasSize(2);
      assertThat(store.attempt(ATTEMPT).steps(START + 3000, Long.MAX_VALUE, 9).steps()).hasSize(1);
    }
  }

  @Test
  void clockThatDiffers_isCorrected_andSmallDelaysAreNot() throws Exception {
    try (SampleStore store = new SampleStore(logs, clock)) {
      nowMillis = START + 3_600_000;
      store.accept(batch(NODE, 0, 3), ADMITTED);
      nowMillis += 1700;
      store.accept(batch(NODE, 3, 6), ADMITTED);
      assertThat(cpus(store).keySet().stream().map(at -> at - START - 3_600_000).toList())
          .containsExactly(-2000L, -1000L, 0L, 1000L, 2000L, 3000L);
    }
  }

  @Test
  void longSeries_isThinned_andKeepsMeansAndPeaksExact() throws Exception {
    int count = 40_000;
    long bytesMax = 20_000;
    try (SampleStore store = new SampleStore(logs, clock, bytesMax).start()) {
      for (int from = 0; from < count; from += 1000) {
        store.accept(batch(NODE, from, from + 1000), ADMITTED);
      }
    }
    assertThat(Files.size(logs.samples(ATTEMPT))).isLessThan(bytesMax * 3 / 2);
    History history = new SampleStore(logs, clock).attempt(ATTEMPT);
    Stats cpu = history.stats().get(NODE).get(SeriesKey.of(Metric.CPU));
    assertThat(cpu.count()).isEqualTo(count);
    assertThat(cpu.max()).isEqualTo(1000 + count - 1);
    History.Steps steps = history.steps(0, Long.MAX_VALUE, 5000);
    assertThat(steps.steps().size()).isGreaterThan(100);
    assertThat(steps.steps().getFirst().atMillis()).isLessThan(START + 300_000);
    assertThat(steps.steps().getLast().total().get(Metric.CPU)).isGreaterThan(count * 9L / 10);
  }

  @Test
  void brokenEndOfAFile_isCutOff_andNothingIsWrittenWhereTheOutputWasSwept() throws Exception {
    try (SampleStore store = new SampleStore(logs, clock).start()) {
      store.accept(batch(NODE, 0, 120), ADMITTED);
    }
    Files.write(logs.samples(ATTEMPT), new byte[] {1, 0, 0, 9}, StandardOpenOption.APPEND);
    try (SampleStore store = new SampleStore(logs, clock).start()) {
      store.accept(batch(NODE, 120, 240), ADMITTED);
    }
    assertThat(cpus(new SampleStore(logs, clock))).hasSize(240);

    Files.delete(logs.samples(ATTEMPT));
    Files.createFile(logs.removal(ATTEMPT));
    try (SampleStore store = new SampleStore(logs, clock).start()) {
      store.accept(batch(NODE, 240, 360), ADMITTED);
    }
    assertThat(logs.samples(ATTEMPT)).doesNotExist();
  }

  @Test
  void silentAttempt_leavesTheMemory_andIsReadFromItsFile() throws Exception {
    try (SampleStore store = new SampleStore(logs, clock)) {
      store.accept(batch(NODE, 0, 7), ADMITTED);
      store.sweep();
      assertThat(store.attempts()).isEqualTo(1);
      nowMillis += 31_000;
      store.sweep();
      assertThat(store.attempts()).isZero();
      assertThat(cpus(store)).hasSize(7);
    }
  }

  @Test
  void tenThousandRanks_costTheServerLittle() throws Exception {
    try (SampleStore store = new SampleStore(logs, clock)) {
      long began = System.nanoTime();
      int seconds = 5;
      for (int second = 0; second < seconds; second++) {
        for (int node = 0; node < 100; node++) {
          List<RankUse> ranks = new ArrayList<>();
          Map<AttemptId, Set<Integer>> admitted = new HashMap<>();
          for (int rank = 0; rank < 100; rank++) {
            AttemptId attempt = new AttemptId(new JobId(node * 100L + rank + 1), 1);
            admitted.put(attempt, Set.of());
            ranks.add(use(attempt, second));
          }
          Sample sample = new Sample(START + second * 1000L, Optional.empty(), ranks, List.of());
          store.accept(
              new SampleBatch(
                  NodeId.atHome("n" + node), nowMillis, 0, List.of(sample), Optional.empty()),
              admitted);
        }
      }
      double millis = (System.nanoTime() - began) / 1e6 / seconds;
      System.out.printf("samples: 10,000 ranks a second take %.0f ms of a second%n", millis);
      assertThat(store.attempts()).isEqualTo(10_000);
    }
  }

  private static Map<Long, Long> cpus(SampleStore store) throws IOException {
    Map<Long, Long> values = new TreeMap<>();
    for (History.Step step : store.attempt(ATTEMPT).steps(0, Long.MAX_VALUE, 5000).steps()) {
      values.put(step.atMillis(), step.total().get(Metric.CPU));
    }
    return values;
  }

  private static SampleBatch batch(NodeId node, int from, int until) {
    List<Sample> samples = new ArrayList<>();
    for (int i = from; i < until; i++) {
      samples.add(
          new Sample(
              START + i * 1000L,
              Optional.empty(),
              List.of(use(ATTEMPT, i)),
              List.of(device(0), device(1))));
    }
    return new SampleBatch(node, SENT, 0, samples, Optional.empty());
  }

  private static RankUse use(AttemptId attempt, int i) {
    return new RankUse(
        attempt,
        0,
        Optional.of(1000L + i),
        200L << 20,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1);
  }

  private static DeviceUse device(int index) {
    return new DeviceUse(
        index, Optional.of(90), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
