package org.arkwright.cli.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.terminal.Colors;
import org.junit.jupiter.api.Test;

class StateReportTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final StateReport report =
      new StateReport(new PrintStream(shown, true, UTF_8), new Colors(false));

  @Test
  void show_jobThatBacksOff_isToldOnceWithWhatEndedItsAttempt() throws Exception {
    report.show(waiting("BackingOff", "Starts again in 2 s.", "exited with code 3"));
    report.show(waiting("BackingOff", "Starts again in 1 s.", "exited with code 3"));
    assertThat(shown.toString(UTF_8))
        .isEqualTo("» Queued  exited with code 3; BackingOff: Starts again in 2 s.\n");
  }

  @Test
  void show_nextAttemptThatEndsAlike_isToldAgain() throws Exception {
    for (String attempts : new String[] {"[{}]", "[{},{}]"}) {
      String failed =
          """
          {"state":"Queued","attempts":%s,"cause":"exited with code 3",
           "reason":{"code":"BackingOff","text":"Starts again in 2 s."}}
          """
              .formatted(attempts);
      report.show(new JobAnswer(new JsonMapper().readTree(failed)));
    }
    assertThat(shown.toString(UTF_8).lines()).hasSize(2);
  }

  @Test
  void show_jobThatWaitsForSomethingElse_isToldAgain() throws Exception {
    report.show(waiting("WaitingForCapacity", "Needs 2 cpus, 0 free.", ""));
    report.show(waiting("WaitingForCapacity", "Needs 2 cpus, 1 free.", ""));
    assertThat(shown.toString(UTF_8)).contains("0 free").contains("1 free");
  }

  private static JobAnswer waiting(String code, String text, String cause)
      throws JsonProcessingException {
    return new JobAnswer(
        new JsonMapper()
            .readTree(
                """
                {"state":"Queued","attempts":1,"cause":"%s",
                 "reason":{"code":"%s","text":"%s"}}
                """
                    .formatted(cause, code, text)));
  }
}
