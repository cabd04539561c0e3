package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of a server mean, and which are refused. */
class ServerOptionsTest {
  /** Browsers name an origin in lower case and without the usual port; another never matches. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://a.example                      | https://a.example",
        "https://A.Example:443                  | https://a.example",
        "http://a.example:80                    | http://a.example",
        "http://a.example:443                   | http://a.example:443",
        "http://[::1]:3000                      | http://[::1]:3000",
        "*                                      | *",
      })
  void origins_areAsBrowsersNameThem(String typed, String origin) throws StartException {
    assertThat(ServerOptions.parse(List.of("--cors", typed)).origins()).containsExactly(origin);
  }

  @Test
  void origins_manyWithCommas() throws StartException {
    assertThat(ServerOptions.parse(List.of("--cors", "https://a, http://b:81")).origins())
        .containsExactly("https://a", "http://b:81");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://*.example",
        "https://a/",
        "a.example",
        "null",
        ",",
        "https://a,,https://b",
        "https://a:99999",
        "https://user@a",
        "file://x"
      })
  void origins_thatNoBrowserNames_areRefused(String typed) {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> ServerOptions.parse(List.of("--cors", typed)))
        .withMessageContaining("--cors is '" + typed + "', expected origins")
        .satisfies(refused -> assertThat(refused.exitCode()).isEqualTo(ExitCodes.USAGE));
  }

  @Test
  void ports_thatAreTheSame_areRefused() throws StartException {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> ServerOptions.parse(List.of("--port", "9", "--gateway-port", "9")))
        .withMessageContaining("are both '9', expected two ports")
        .satisfies(refused -> assertThat(refused.exitCode()).isEqualTo(ExitCodes.USAGE));
    assertThat(ServerOptions.parse(List.of("--port", "0", "--gateway-port", "0")).port())
        .hasValue(0);
  }
}
