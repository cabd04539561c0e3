package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.arkwright.model.id.JobId;
import org.junit.jupiter.api.Test;

final class JobIdsTest {
  private long millis = 1_800_000_000_000L;

  @Test
  void next_increasesWhenTheClockStandsStillOrStepsBack() {
    JobIds ids = new JobIds(() -> Instant.ofEpochMilli(millis), new SplittableRandom(7));
    List<JobId> generated = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      millis += i % 3 - 1;
      generated.add(ids.next());
    }
    assertThat(generated).isSorted().doesNotHaveDuplicates();
    assertThat(generated.getFirst().time().toEpochMilli()).isEqualTo(1_799_999_999_999L);
  }

  @Test
  void firstOfAMillisecond_leavesTheUpperHalfOfItsSequenceFree() {
    JobIds ids = new JobIds(() -> Instant.ofEpochMilli(millis), new SplittableRandom(7));
    for (int i = 0; i < 1000; i++) {
      millis++;
      long sequence = ids.next().value() & ((1L << JobId.SEQUENCE_BITS) - 1);
      assertThat(sequence).isLessThan(1L << (JobId.SEQUENCE_BITS - 1));
    }
  }
}
