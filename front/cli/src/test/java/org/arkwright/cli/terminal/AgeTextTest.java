package org.arkwright.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTextTest {
  @ParameterizedTest
  @CsvSource({
    "-5, 0s",
    "0, 0s",
    "119, 119s",
    "120, 2m",
    "185, 3m5s",
    "900, 15m",
    "7200, 2h",
    "7500, 2h5m",
    "90000, 25h",
    "180000, 2d2h",
    "8640000, 100d"
  })
  void of_twoUnitsAtMost(long seconds, String expected) {
    assertThat(AgeText.of(Duration.ofSeconds(seconds))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "2030-01-01T00:00:00Z, 3m", "yesterday, yesterday"})
  void since_emptyAndUnreadable(String instant, String expected) {
    assertThat(AgeText.since(instant, Instant.parse("2030-01-01T00:03:00Z"))).isEqualTo(expected);
  }
}
