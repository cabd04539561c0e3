package org.arkwright.worker.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LeaseTest {
  // A monotonic clock may have any value, including one about to overflow.
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final Lease lease = new Lease(clock::get, Duration.ofSeconds(10));

  @Test
  void left_isMeasuredFromTheSending() {
    long sent = clock.get();
    clock.addAndGet(Duration.ofSeconds(4).toNanos());
    lease.renew(sent, Duration.ofSeconds(15));
    assertThat(lease.left()).isEqualTo(Duration.ofSeconds(11));
  }

  @Test
  void renew_answerAfterALaterOne_hasNoEffect() {
    long early = clock.get();
    long late = clock.addAndGet(Duration.ofSeconds(3).toNanos());
    lease.renew(late, Duration.ofSeconds(15));
    lease.renew(early, Duration.ofDays(1));
    assertThat(lease.left()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void renew_shorterLeaseAfterALongOne_replacesIt() {
    lease.renew(clock.get(), Duration.ofDays(30));
    lease.renew(clock.incrementAndGet(), Duration.ofSeconds(15));
    assertThat(lease.left()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void left_withoutAnAnswer_expires() {
    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(lease.left().isPositive()).isFalse();
  }
}
