package org.arkwright.api.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.Sample.DeviceUse;
import org.arkwright.protocol.Sample.RankUse;
import org.arkwright.protocol.SampleBatch;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.samples.History;
import org.arkwright.samples.SampleStore;
import org.arkwright.spec.Reading;
import org.arkwright.spec.job.JobSpecReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job is told of its use, and when it is told to ask for less. */
final class UseSummaryTest {
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);
  private static final long MIB = 1L << 20;
  private static final long START = 1_900_000_000_000L;

  @TempDir private Path folder;

  @Test
  void jobThatNothingWasMeasuredOf_hasNoSummary() {
    assertThat(UseSummary.of(spec("resources: {cpus: 1}"), History.NONE)).isEmpty();
  }

  @Test
  void meansAndPeaks_standBesideWhatAllRanksAskedFor() throws Exception {
    JsonNode json =
        summary(
            "ranks: 2, resources: {cpus: 2, memory: 1GiB}",
            40,
            i -> ranks(i == 7 ? 3000 : 1000, 700));

    assertThat(json.path("samples").asInt()).isEqualTo(40);
    assertThat(json.at("/cpus/requested").asDouble()).isEqualTo(4);
    assertThat(json.at("/cpus/peak").asDouble()).as("of both ranks").isEqualTo(6);
    assertThat(json.at("/cpus/mean").asDouble()).isEqualTo(2.1);
    assertThat(json.at("/memory/requested").asLong()).isEqualTo(2048 * MIB);
    assertThat(json.at("/memory/requestedPerRank").asLong()).isEqualTo(1024 * MIB);
    assertThat(json.at("/memory/peak").asLong()).isEqualTo(1400 * MIB);
    assertThat(json.at("/memory/peakOfLargestRank").asLong()).isEqualTo(700 * MIB);
    assertThat(json.has("hints")).isFalse();
  }

  @Test
  void halfOrMoreUsed_isNoWaste_lessIs() throws Exception {
    assertThat(hints("resources: {cpus: 4, memory: 4GiB}", 40, i -> rank(2000, 2048))).isEmpty();
    assertThat(hints("resources: {cpus: 4, memory: 4GiB}", 40, i -> rank(1999, 2047)))
        .containsExactly(
            "It never used more than 1.999 of its 4 cores: 'cpus: 2' a rank would do.",
            "No rank used more than 2 GiB of its 4 GiB of memory: 'memory: 2.5 GiB' would do.");
  }

  @Test
  void whoAsksForLittle_isNotToldToAskForLess() throws Exception {
    assertThat(hints("resources: {cpus: 0.9, memory: 1023MiB}", 40, i -> rank(1, 1))).isEmpty();
    assertThat(hints("resources: {cpus: 1, memory: 1GiB}", 40, i -> rank(1, 1))).hasSize(2);
  }

  @Test
  void shortJob_hasNotShownWhatItNeeds() throws Exception {
    assertThat(hints("resources: {cpus: 4, memory: 4GiB}", 29, i -> rank(1, 1))).isEmpty();
    assertThat(hints("resources: {cpus: 4, memory: 4GiB}", 30, i -> rank(1, 1))).hasSize(2);
  }

  @Test
  void onePeak_isEnoughToKeepWhatWasAskedFor() throws Exception {
    assertThat(
            hints(
                "resources: {cpus: 4, memory: 4GiB}",
                40,
                i -> i == 3 ? rank(3900, 3900) : rank(1, 1)))
        .isEmpty();
  }

  @Test
  void idleDevices_areNamed_fromAFifthOnTheyAreBusy() throws Exception {
    assertThat(summary("resources: {cpus: 1}", 40, i -> busy(19)).path("hints").toString())
        .contains("busy for 19 % of the time");
    JsonNode busy = summary("resources: {cpus: 1}", 40, i -> busy(i % 2 == 0 ? 10 : 30));
    assertThat(busy.has("hints")).isFalse();
    assertThat(busy.at("/devices/meanBusyPercent").asInt()).isEqualTo(20);
    assertThat(busy.at("/devices/peakBusyPercent").asInt()).isEqualTo(30);
  }

  private List<String> hints(String resources, int count, IntFunction<Sample> each)
      throws Exception {
    List<String> hints = new ArrayList<>();
    summary(resources, count, each).path("hints").forEach(hint -> hints.add(hint.asText()));
    return hints;
  }

  private JsonNode summary(String resources, int count, IntFunction<Sample> each) throws Exception {
    try (SampleStore store =
        new SampleStore(new RankLogs(folder), () -> Instant.ofEpochMilli(START))) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Sample sample = each.apply(i);
        samples.add(
            new Sample(START + i * 1000L, Optional.empty(), sample.ranks(), sample.devices()));
      }
      store.accept(
          new SampleBatch(NodeId.atHome("n"), START, 0, samples, Optional.empty()),
          Map.of(ATTEMPT, Set.of(0)));
      return UseSummary.of(spec(resources), store.attempt(ATTEMPT)).orElseThrow();
    }
  }

  private static Sample rank(long cpuMillis, long mebibytes) {
    return new Sample(0, Optional.empty(), List.of(use(0, cpuMillis, mebibytes)), List.of());
  }

  private static Sample ranks(long cpuMillis, long mebibytes) {
    return new Sample(
        0,
        Optional.empty(),
        List.of(use(0, cpuMillis, mebibytes), use(1, cpuMillis, mebibytes)),
        List.of());
  }

  private static Sample busy(int percent) {
    return new Sample(
        0,
        Optional.empty(),
        List.of(use(0, 900, 900)),
        List.of(
            new DeviceUse(
                0, Optional.of(percent), Optional.empty(), Optional.empty(), Optional.empty())));
  }

  private static RankUse use(int rank, long cpuMillis, long mebibytes) {
    return new RankUse(
        ATTEMPT,
        rank,
        Optional.of(cpuMillis),
        mebibytes * MIB,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1);
  }

  private static JobSpec spec(String resources) {
    String job = "{name: a, command: [x], %s}".formatted(resources);
    return ((Reading.Read<JobSpec>) JobSpecReader.read(job.getBytes(UTF_8), "job")).value();
  }
}
