package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was typed is quoted as it was typed, and not as it was read or sent. */
final class TypedValuesTest {
  private FakeApi api;

  @BeforeEach
  void start() {
    api = new FakeApi();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void timeAgo_whichIsSentAsAnInstant() {
    api.on(
        "GET /nodes",
        exchange ->
            FakeApi.send(
                exchange,
                400,
                "{\"title\": \"at is '%s', expected a time since the journal begins\"}"
                    .formatted(
                        exchange.getRequestURI().getQuery().replaceFirst(".*at=([^&]*).*", "$1"))));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("node", "list", "--at", "1d")).isNotZero();

    assertThat(shell.err()).startsWith("error: --at is '1d', expected a time since");
  }

  @Test
  void numbersAndTimes_whichAreReadAsSuch() {
    CommandShell shell = CommandShell.at(api);
    assertThat(shell.run("node", "test", "a", "b", "--seconds", "0")).isNotZero();
    assertThat(shell.err()).startsWith("error: --seconds is '0'\n");

    CommandShell hex = CommandShell.at(api);
    assertThat(hex.run("node", "test", "a", "b", "--timeout", "0m")).isNotZero();
    assertThat(hex.err()).startsWith("error: --timeout is '0m'\n");

    CommandShell zeros = CommandShell.at(api);
    assertThat(zeros.run("top", "--every", "-01")).isNotZero();
    assertThat(zeros.err()).startsWith("error: --every is '-01'\n");
  }
}
