package org.arkwright.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationsTest {
  @Test
  void parse_everyForm() {
    assertThat(Durations.parse("90s")).contains(Duration.ofSeconds(90));
    assertThat(Durations.parse("10m")).contains(Duration.ofMinutes(10));
    assertThat(Durations.parse("1h30m")).contains(Duration.ofMinutes(90));
    assertThat(Durations.parse("2d")).contains(Duration.ofDays(2));
    assertThat(Durations.parse("250ms")).contains(Duration.ofMillis(250));
    assertThat(Durations.parse("PT1H")).contains(Duration.ofHours(1));
  }

  @Test
  void parse_anythingElse_isEmpty() {
    for (String text :
        List.of("", "5", "-5s", "1.5h", "h", "5 s", "1m1h", "PT-5S", "Ponies", "9999999999999s")) {
      assertThat(Durations.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void format_roundTripsThroughParse() {
    for (long millis : List.of(0L, 1L, 999L, 1000L, 90_000L, 5_400_000L, 172_800_001L)) {
      Duration duration = Duration.ofMillis(millis);
      assertThat(Durations.parse(Durations.format(duration))).contains(duration);
    }
    assertThat(Durations.format(Duration.ofMinutes(90))).isEqualTo("1h30m");
    assertThat(Durations.parse(Durations.format(Duration.ofNanos(1))))
        .contains(Duration.ofNanos(1));
  }
}
