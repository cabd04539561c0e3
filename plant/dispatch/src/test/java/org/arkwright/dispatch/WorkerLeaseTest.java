package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WorkerLeaseTest {
  /** Near its end, where it wraps around: only differences of such a clock mean anything. */
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 500);

  private final WorkerLease lease = new WorkerLease(clock::get, Duration.ofNanos(1_000));

  @Test
  void isOver_onlyAfterItsLength_alsoWhereTheClockWraps() {
    clock.addAndGet(1_000);
    assertThat(lease.isOver()).isFalse();
    clock.addAndGet(1);
    assertThat(lease.isOver()).isTrue();
  }

  @Test
  void renew_countsFromThen() {
    clock.addAndGet(5_000);
    lease.renew();
    clock.addAndGet(1_000);
    assertThat(lease.isOver()).isFalse();
  }
}
