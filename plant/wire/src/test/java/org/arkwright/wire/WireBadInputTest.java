package org.arkwright.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.regex.Pattern;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireBadInputTest {
  private final Wire wire = Wire.strict();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"ranks\":1, | '' | gang.ranks | Missing required",
        "\"ranks\":1, | \"ranks\":\"1\", | gang.ranks | Cannot coerce",
        "\"ranks\":1, | \"ranks\":1.5, | gang.ranks | Cannot coerce",
        "\"ranks\":1, | \"ranks\":null, | gang.ranks | null",
        "\"ranks\":1, | \"ranks\":0, | gang | out of range: ranks 0",
        "\"ranks\":1, | \"ranks\":1,\"rank\":1, | gang.rank | unknown field; the known",
        "\"hello\" | \"Hello World\" | '' | job 'Hello World' is not a name",
        "\"default\" | \"A B\" | project | project 'A B' is not a name",
        "\"default\" | {} | project | expected a project name, as text",
        "\"memory\":0 | \"memory\":-1 | gang.resources.memory | bytes are not negative: -1",
        "\"memory\":0 | \"memory\":\"1G\" | gang.resources.memory | expected a number of bytes",
        "\"PT10S\" | \"10 s\" | execution.grace | '10 s': expected a duration in ISO",
        "\"ANY\" | \"any\" | gang.topology | 'any' is not one of ANY, SAME",
        "\"ANY\" | 0 | gang.topology | '0' is not one of ANY",
        "\"type\":\"Command\", | '' | execution.work | the field 'type' is missing; it mu",
        "\"Command\" | \"Magic\" | execution.work | 'Magic' is unknown; it must be one",
        "[\"echo\", | [7, | execution.work.argv[0] | Cannot coerce",
      })
  void spec_withOneMistake_namesThePathAndTheProblem(
      String good, String bad, String path, String problem) {
    String json = new String(wire.write(Samples.SMALL), UTF_8);
    String broken = json.replaceFirst(Pattern.quote(good), unquoted(bad));
    assertThat(broken).isNotEqualTo(json);
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> wire.read(broken.getBytes(UTF_8), JobSpec.class))
        .satisfies(e -> assertThat(e.path()).as(e.getMessage()).isEqualTo(unquoted(path)))
        .satisfies(e -> assertThat(e.problem()).contains(problem))
        .withMessageStartingWith("not a JobSpec: ");
  }

  @Test
  void text_thatIsNotJson_namesLineAndColumn() {
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> wire.read("{\n  oops".getBytes(UTF_8), RankExit.class))
        .satisfies(e -> assertThat(e.path()).startsWith("line 2, column "));
  }

  /** As UTF-32 by its look, and not by its content. */
  @Test
  void bytesOfNoEncoding_areRefused_notAFault() {
    byte[] bytes = {0, 0, 0, '{', (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};

    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> wire.read(bytes, RankExit.class))
        .withMessageContaining("no text");
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> wire.readTree(bytes))
        .withMessageContaining("no text");
  }

  @Test
  void text_withTrailingContent_isRefused() {
    byte[] twice = "{\"type\":\"Exited\",\"code\":1} {}".getBytes(UTF_8);
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> wire.read(twice, RankExit.class));
  }

  @Test
  void null_isRefused() {
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> wire.read("null".getBytes(UTF_8), RankExit.class))
        .withMessage("not a RankExit: null is not a value");
  }

  @Test
  void recordOfAnotherSealedType_isRefused() {
    byte[] event = wire.write(new Event.JobSucceeded(Samples.JOB, 1));
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> wire.read(event, Command.class))
        .withMessageContaining("the type 'JobSucceeded' is unknown; it must be one of ");
  }

  @Test
  void command_thatIsNotAnObservation_isNotReadAsOne() {
    byte[] cancel = wire.write(new Command.CancelJob(Samples.JOB));
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> wire.read(cancel, Command.Observation.class))
        .withMessageContaining("it must be one of ReportNode, LoseNode, LoseWorker");
  }

  private static String unquoted(String text) {
    return text.equals("''") ? "" : text;
  }
}
