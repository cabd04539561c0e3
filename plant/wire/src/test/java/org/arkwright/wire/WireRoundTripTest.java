package org.arkwright.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.model.Command;
import org.arkwright.model.Plan;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Forecast;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;
import org.arkwright.model.job.Work;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WireRoundTripTest {
  private final Wire wire = Wire.strict();

  static Stream<Arguments> sealedTypes() {
    return Stream.of(
        Arguments.of(Command.class, Samples.commands()),
        Arguments.of(JobState.class, Samples.states()),
        Arguments.of(StopCause.class, Samples.causes()),
        Arguments.of(RankExit.class, Samples.exits()),
        Arguments.of(RankStatus.class, Samples.statuses()),
        Arguments.of(Work.class, Samples.works()));
  }

  @ParameterizedTest
  @MethodSource("sealedTypes")
  void sealedType_everyRecordOfIt_hasASample(Class<?> type, List<?> samples) {
    assertThat(samples.stream().<Class<?>>map(Object::getClass).collect(Collectors.toSet()))
        .as("every record needs a sample here, so that its JSON form is tested")
        .containsAll(SealedTypes.records(type));
  }

  @ParameterizedTest
  @MethodSource("sealedTypes")
  void sealedType_writtenAndRead_isEqual(Class<?> type, List<?> samples) {
    for (Object sample : samples) {
      byte[] json = wire.write(sample);
      assertThat((Object) wire.read(json, type)).as(new String(json, UTF_8)).isEqualTo(sample);
      assertThat(new String(json, UTF_8))
          .startsWith("{\"type\":\"" + sample.getClass().getSimpleName() + "\"")
          .doesNotContain("\n");
    }
  }

  record Sometimes(
      Optional<String> text, OptionalInt whole, OptionalLong many, OptionalDouble part) {}

  /** Each is left out where it is empty, so that each has to be readable then. */
  @Test
  void optionals_ofEveryKind_mayBeAbsent() {
    for (Sometimes sample :
        List.of(
            new Sometimes(
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty()),
            new Sometimes(
                Optional.of("a"), OptionalInt.of(0), OptionalLong.of(0), OptionalDouble.of(0.5)))) {
      assertThat(wire.read(wire.write(sample), Sometimes.class)).isEqualTo(sample);
    }
    assertThat(wire.read("{}".getBytes(UTF_8), Sometimes.class).whole()).isEmpty();
  }

  @Test
  void sealedType_ofASubInterface_readsItsRecordsOnly() {
    byte[] lost = wire.write(new Command.LoseNode(Samples.NODE));
    assertThat(wire.read(lost, Command.Observation.class))
        .isEqualTo(new Command.LoseNode(Samples.NODE));
  }

  @Test
  void record_ofASealedType_readsAsItself() {
    byte[] json = wire.write(Samples.CAUSE);
    assertThat(wire.read(json, StopCause.RankFailed.class)).isEqualTo(Samples.CAUSE);
  }

  @Test
  void record_ofNoSealedType_hasNoType() {
    Job job =
        new Job(
            Samples.JOB,
            Samples.FULL,
            "ada",
            1,
            new JobState.Succeeded(2),
            1,
            new Tries(2, 1, 0, true),
            3,
            new Forecast(List.of(5L, 8L)));
    byte[] json = wire.write(job);
    assertThat(new String(json, UTF_8)).startsWith("{\"id\":\"" + Samples.JOB + "\",\"spec\":{");
    assertThat(wire.read(json, Job.class)).isEqualTo(job);
  }

  @Test
  void job_writtenBeforeOrdering_reads() {
    Job job =
        new Job(
            Samples.JOB,
            Samples.FULL,
            "ada",
            1,
            new JobState.Succeeded(2),
            1,
            Tries.NONE,
            0,
            Forecast.NONE);
    byte[] json = wire.write(job);
    assertThat(new String(json, UTF_8)).doesNotContain("outlook");
    assertThat(wire.read(json, Job.class)).isEqualTo(job);
  }

  @Test
  void methodThatLooksLikeAnAccessor_isNotAField() {
    assertThat(new String(wire.write(Samples.QUOTA.nominal()), UTF_8))
        .isEqualTo(
            "{\"cpuMillis\":64000,\"memoryBytes\":1099511627776,\"deviceThousandths\":8000}");
    assertThat(new String(wire.write(Plan.EMPTY), UTF_8))
        .isEqualTo("{\"starts\":[],\"preempts\":[],\"pauses\":[]}");
  }

  record Shelf(
      SortedMap<JobId, Bytes> sizes,
      SortedMap<NodeId, List<StopCause>> causes,
      SortedSet<Integer> ranks,
      Optional<Quota> quota,
      Optional<List<JobState>> states) {}

  @Test
  void collections_keyedByIdsOrHoldingSealedTypes_roundTripInOrder() {
    SortedMap<JobId, Bytes> sizes = new TreeMap<>();
    sizes.put(JobId.of(2, 1), new Bytes(2));
    sizes.put(JobId.of(1, 1), Bytes.ZERO);
    SortedMap<NodeId, List<StopCause>> causes = new TreeMap<>();
    causes.put(Samples.NODE, Samples.causes());
    Shelf shelf =
        new Shelf(
            sizes,
            causes,
            Collections.unmodifiableSortedSet(new TreeSet<>(List.of(3, 1, 2))),
            Optional.of(Samples.QUOTA),
            Optional.of(Samples.states()));
    byte[] json = wire.write(shelf);
    assertThat(new String(json, UTF_8))
        .startsWith(
            ("{\"sizes\":{\"%s\":0,\"%s\":2},"
                    + "\"causes\":{\"home/node-1\":[{\"type\":\"CancelRequested\"")
                .formatted(JobId.of(1, 1), JobId.of(2, 1)))
        .contains("\"ranks\":[1,2,3],\"quota\":{\"project\"");
    assertThat(wire.read(json, Shelf.class)).isEqualTo(shelf);
  }

  @Test
  void emptyOptional_isOmitted_andMayBeNullOrMissing() {
    Shelf shelf = wire.read(bytes("{'sizes':{},'causes':{},'ranks':[],'quota':null}"), Shelf.class);
    assertThat(shelf.quota()).isEmpty();
    assertThat(shelf.states()).isEmpty();
    assertThat(wire.write(shelf)).isEqualTo(bytes("{'sizes':{},'causes':{},'ranks':[]}"));
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(UTF_8);
  }
}
