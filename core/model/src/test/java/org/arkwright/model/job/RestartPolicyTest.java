package org.arkwright.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  @Test
  void backoff_doublesUpToFiveMinutes() {
    RestartPolicy policy = new RestartPolicy(100, Duration.ofSeconds(10));
    assertThat(policy.backoffNanos(1)).isEqualTo(Duration.ofSeconds(10).toNanos());
    assertThat(policy.backoffNanos(3)).isEqualTo(Duration.ofSeconds(40).toNanos());
    for (int failures : new int[] {6, 40, 41, 64, 65, Integer.MAX_VALUE}) {
      assertThat(policy.backoffNanos(failures)).isEqualTo(RestartPolicy.BACKOFF_MAX.toNanos());
    }
  }

  @Test
  void backoff_zero_staysZero() {
    assertThat(new RestartPolicy(1, Duration.ZERO).backoffNanos(Integer.MAX_VALUE)).isZero();
  }

  @Test
  void backoff_absurd_isFiveMinutes() {
    RestartPolicy policy = new RestartPolicy(1, Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(policy.backoffNanos(1)).isEqualTo(RestartPolicy.BACKOFF_MAX.toNanos());
  }
}
