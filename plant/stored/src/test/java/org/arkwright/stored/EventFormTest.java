package org.arkwright.stored;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.arkwright.model.Event;
import org.arkwright.model.job.StopCause;
import org.arkwright.wire.RecordShape;
import org.arkwright.wire.WireException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pins the stored form of events. A line of a golden file is never changed or removed, because
 * journals written by every earlier version must stay readable: a new event appends its line to the
 * current version's file, and a new version gets a file of its own.
 */
class EventFormTest {
  private final EventReader reader = new EventReader();

  @Test
  void goldenLineOfTheCurrentVersion_readAndWritten_isTheSameLine() throws IOException {
    for (String line : golden(EventForm.VERSION)) {
      RecordedEvent read = reader.read(line.getBytes(UTF_8));
      byte[] written =
          read.part()
              .map(part -> EventForm.write(read.event(), part.origin(), part.events()))
              .orElseGet(() -> EventForm.write(read.event()));
      assertThat(new String(written, UTF_8)).isEqualTo(line);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void goldenLineOfAnOlderVersion_lifted_equalsThatOfTheNext(int version) throws IOException {
    List<String> next = golden(version + 1);
    List<String> old = golden(version);
    for (int i = 0; i < old.size(); i++) {
      assertThat(event(old.get(i))).isEqualTo(event(next.get(i)));
    }
  }

  @Test
  void everyKindOfEvent_hasAGoldenLine() throws IOException {
    Set<String> sampled =
        golden(EventForm.VERSION).stream()
            .map(line -> EventForm.forApi(event(line)).name())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> known =
        Arrays.stream(StoredEvent.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(sampled).isEqualTo(known);
  }

  /**
   * Fails when a stored record has changed, because entries of the current version could then no
   * longer be read as they were written. Raise {@link EventForm#VERSION}, write the {@link Lift}
   * from the previous version, add the golden file of the new version, and only then update the
   * shape here.
   */
  @Test
  void shapeOfTheStoredRecords_matchesTheirVersion() {
    assertThat(EventForm.VERSION + " " + RecordShape.of(StoredEntry.class))
        .isEqualTo("5 8aa292915bb19f31");
  }

  @Test
  void nodeOfVersion1_isAtTheSiteOfItsLabel() {
    event(
        """
        {"type":"NodeJoined","node":{"name":"box-cloud","cpuMillis":1000,"memory":1,"devices":[],\
        "topology":{"block":"","rack":""},"labels":{"site":"cloud"},"limits":[]},"atNanos":1}\
        """);
    Event lost = event("{\"type\":\"NodeLost\",\"node\":\"box-cloud\",\"atNanos\":2}");
    assertThat(lost).extracting("node").hasToString("cloud/box-cloud");
    Event.JobFailed failed =
        (Event.JobFailed)
            event(
                """
                {"type":"JobFailed","job":"6h0sb8qqc0007","cause":{"type":"NodeLost",\
                "node":"box-cloud"},"atNanos":3}\
                """);
    assertThat(failed.cause()).isInstanceOf(StopCause.NodeLost.class);
    assertThat(((StopCause.NodeLost) failed.cause()).node()).hasToString("cloud/box-cloud");
  }

  @Test
  void entryOfALaterVersion_isRefusedWithAdvice() {
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> event("{\"v\":6,\"event\":{}}"))
        .withMessageContaining("form 6")
        .withMessageContaining("start the later version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967297", "18446744073709551617", "99999999999999999999"})
  void entryOfAVersionBeyondAnyNumber_isOfALaterOne_notOfTheFirst(String version) {
    String entry = "{\"v\":%s,\"event\":{}}".formatted(version);

    assertThat(EventReader.needsEarlier(entry.getBytes(UTF_8))).isFalse();
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> event(entry))
        .withMessageContaining("start the later version");
  }

  @Test
  void entryWithoutAVersion_isRefusedByThat() {
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> event("{\"v\":0,\"event\":{}}"))
        .withMessageContaining("expected the number of a form");
  }

  @Test
  void entryWithAnUnknownField_isRefused() {
    String line =
        "{\"v\":5,\"event\":{\"type\":\"JobSucceeded\",\"job\":\"6h0sb8qqc0007\","
            + "\"atNanos\":1,\"by\":1}}";
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> event(line))
        .withMessageContaining("unknown field");
  }

  private Event event(String line) {
    return reader.read(line.getBytes(UTF_8)).event();
  }

  private static List<String> golden(int version) throws IOException {
    try (InputStream file =
        EventFormTest.class.getResourceAsStream("events-%d.jsonl".formatted(version))) {
      return new String(file.readAllBytes(), UTF_8).lines().toList();
    }
  }
}
