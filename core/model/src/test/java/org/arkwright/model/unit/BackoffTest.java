package org.arkwright.model.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  @Test
  void after_doublesUpToTheLongest_andIsSpreadOverHalfOfIt() {
    Backoff backoff = Backoff.ofMillis(100, 2_000);
    SplittableRandom random = new SplittableRandom(1);
    long[] most = {100, 200, 400, 800, 1_600, 2_000, 2_000};
    for (int failures = 1; failures <= most.length; failures++) {
      long shortest = Long.MAX_VALUE;
      long longest = 0;
      for (int i = 0; i < 1_000; i++) {
        long millis = backoff.after(failures, random).toMillis();
        shortest = Math.min(shortest, millis);
        longest = Math.max(longest, millis);
      }
      long bound = most[failures - 1];
      assertThat(shortest).as("%s", failures).isBetween(bound / 2, bound * 6 / 10);
      assertThat(longest).as("%s", failures).isBetween(bound * 9 / 10, bound);
    }
    assertThat(backoff.most(3)).hasMillis(400);
    assertThat(backoff.most(99)).hasMillis(2_000);
    assertThat(backoff.after(Integer.MAX_VALUE, random)).isLessThan(Duration.ofSeconds(3));
    assertThat(Backoff.ofMillis(1L << 40, 1L << 43).after(90, random)).isPositive();
  }
}
