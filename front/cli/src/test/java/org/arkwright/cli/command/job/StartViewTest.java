package org.arkwright.cli.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How sure `explain --when` is of a start. */
final class StartViewTest {
  @Test
  void expectedStart_isSaidWithItsBounds() throws Exception {
    assertThat(
            lines(
                """
                {"certainty": "Expected", "early": "2030-01-31T18:00:00.5Z",
                 "expected": "2030-01-31T19:00:00Z", "late": "2030-01-31T20:00:00Z",
                 "latest": "2030-01-31T22:00:00Z"}
                """))
        .containsExactly(
            Map.entry("starts", "expected at 2030-01-31T19:00:00Z"),
            Map.entry("between", "2030-01-31T18:00:00Z and 2030-01-31T20:00:00Z"),
            Map.entry("latest", "2030-01-31T22:00:00Z"));
  }

  @Test
  void timeoutAlone_isAtTheLatest() throws Exception {
    assertThat(lines("{\"certainty\": \"AtTheLatest\", \"latest\": \"2030-01-31T19:00:00Z\"}"))
        .containsExactly(Map.entry("starts", "at the latest at 2030-01-31T19:00:00Z"));
  }

  @Test
  void whatNobodyKnows_isUnknown_andWhatCannotBe_never() throws Exception {
    assertThat(lines("{\"certainty\": \"Unknown\", \"because\": \"a has no timeout\"}"))
        .containsExactly(Map.entry("starts", "unknown, because a has no timeout"));
    assertThat(lines("{\"certainty\": \"Never\"}"))
        .containsExactly(Map.entry("starts", "never, as things stand"));
    assertThat(lines("{\"problem\": \"no room\"}"))
        .containsExactly(Map.entry("starts", "cannot be told: no room"));
  }

  private static Map<String, String> lines(String json) throws Exception {
    return StartView.lines(new ObjectMapper().readTree(json));
  }
}
