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
  void beforeAnyAnswer_theFirstTimeIsLeft_andRunsOut() {
    assertThat(lease.left()).isEqualTo(Duration.ofSeconds(10));
    clock.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(lease.left()).isEqualTo(Duration.ofSeconds(-1));
  }

  @Test
  void left_isMeasuredFromTheSending() {
    long sent = clock.get();
    clock.addAndGet(Duration.ofSeconds(4).toNanos());
    lease.renew(1, sent, Duration.ofSeconds(15));
    assertThat(lease.left()).isEqualTo(Duration.ofSeconds(11));
  }

  @Test
  void renew_olderRequestAnsweredLast_extendsButNeverShortens() {
    long early = clock.get();
    long late = clock.addAndGet(Duration.ofSeconds(3).toNanos());
    lease.renew(1, late, Duration.ofSeconds(15));
    lease.renew(1, early, Duration.ofSeconds(15));
    assertThat(lease.left()).isEqualTo(Duration.ofSeconds(15));
    lease.renew(1, early, Duration.ofDays(30));
    assertThat(lease.left()).isEqualTo(Duration.ofDays(30).minusSeconds(3));
  }

  @Test
  void renew_shortAnswerAfterTheLongOneOfAStop_changesNothing() {
    lease.renew(1, clock.get(), Duration.ofDays(30));
    lease.renew(1, clock.incrementAndGet(), Duration.ofSeconds(15));
    assertThat(lease.left()).isGreaterThan(Duration.ofDays(29));
  }

  @Test
  void renew_laterStart_replacesTheLongLease_andIgnoresTheEarlierStartsAnswers() {
    long early = clock.get();
    lease.renew(1, early, Duration.ofDays(30));
    lease.renew(2, clock.incrementAndGet(), Duration.ofSeconds(15));
    assertThat(lease.left()).isEqualTo(Duration.ofSeconds(15));
    lease.renew(1, early, Duration.ofDays(30));
    assertThat(lease.left()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void left_withoutAnAnswer_expires() {
    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(lease.left().isPositive()).isFalse();
  }
}
