package org.arkwright.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.arkwright.model.Event;
import org.junit.jupiter.api.Test;

/**
 * Holds the form in which events lie in journals that exist. A line of the golden file is never
 * changed or removed: journals written by every earlier version must stay readable. New optional
 * components leave the old lines as they are; a new event adds its line at the end.
 */
class JournalFormTest {
  private static final String GOLDEN = "events.jsonl";

  private final Wire wire = Wire.strict();

  @Test
  void goldenLine_read_isTheSampleEvent() throws IOException {
    List<String> lines = golden();
    assertThat(lines).hasSameSizeAs(Samples.events());
    assertThat(lines.stream().map(line -> wire.read(line.getBytes(UTF_8), Event.class)))
        .containsExactlyElementsOf(Samples.events());
  }

  @Test
  void sampleEvent_written_isTheGoldenLine() throws IOException {
    List<String> lines = golden();
    List<Event> events = Samples.events();
    assertThat(IntStream.range(0, lines.size()))
        .allSatisfy(
            i -> assertThat(new String(wire.write(events.get(i)), UTF_8)).isEqualTo(lines.get(i)));
  }

  private static List<String> golden() throws IOException {
    try (InputStream file = JournalFormTest.class.getResourceAsStream(GOLDEN)) {
      return new String(file.readAllBytes(), UTF_8).lines().toList();
    }
  }
}
