package org.arkwright.worker.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.Sample.DeviceUse;
import org.junit.jupiter.api.Test;

class SampleQueueTest {
  @Test
  void full_dropsTheOldestAndCountsIt() {
    SampleQueue queue = new SampleQueue(3, 100);
    for (int i = 0; i < 5; i++) {
      queue.add(sample(i, 0));
    }
    assertThat(times(queue.oldest(100))).containsExactly(2L, 3L, 4L);
    assertThat(queue.oldest(100).dropped()).isEqualTo(2);
  }

  @Test
  void full_ofLargeSamples_keepsTheNewestHoweverLarge() {
    SampleQueue queue = new SampleQueue(10, 8);
    queue.add(sample(1, 3));
    queue.add(sample(2, 3));
    assertThat(times(queue.oldest(100))).containsExactly(1L, 2L);
    queue.add(sample(3, 50));
    assertThat(times(queue.oldest(100))).containsExactly(3L);
    assertThat(times(queue.oldest(1))).containsExactly(3L);
  }

  @Test
  void sent_whileOthersWereDropped_takesNoneThatWasNotSent() {
    SampleQueue queue = new SampleQueue(3, 100);
    queue.add(sample(1, 0));
    queue.add(sample(2, 0));
    SampleQueue.Taken taken = queue.oldest(100);
    queue.add(sample(3, 0));
    queue.add(sample(4, 0)); // Drops the first, which is on its way.
    queue.sent(taken);
    assertThat(times(queue.oldest(100))).containsExactly(3L, 4L);
  }

  /** Whatever is lost on the way, what arrives is in order, and everything is there or dropped. */
  @Test
  void stream_withFailures_arrivesInOrder_orIsCounted() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SampleQueue queue = new SampleQueue(20, 100);
      List<Long> arrived = new ArrayList<>();
      long next = 0;
      long dropped = 0;
      for (int step = 0; step < 300; step++) {
        switch (random.nextInt(3)) {
          case 0 -> queue.add(sample(next++, random.nextInt(4)));
          case 1 -> {
            SampleQueue.Taken taken = queue.oldest(1 + random.nextInt(40));
            if (random.nextBoolean()) { // Otherwise the connection broke.
              dropped = taken.dropped();
              arrived.addAll(times(taken));
              queue.sent(taken);
            }
          }
          default -> {
            for (int i = random.nextInt(30); i > 0 && random.nextInt(20) == 0; i--) {
              queue.add(sample(next++, 0));
            }
          }
        }
      }
      SampleQueue.Taken rest = queue.oldest(1000);
      arrived.addAll(times(rest));
      dropped = rest.dropped();
      List<Long> sorted = new ArrayList<>(arrived);
      Collections.sort(sorted);
      assertThat(arrived).as("seed %d", seed).isEqualTo(sorted).doesNotHaveDuplicates();
      assertThat(arrived.size() + dropped).as("seed %d", seed).isEqualTo(next);
    }
  }

  private static List<Long> times(SampleQueue.Taken taken) {
    return taken.samples().stream().map(Sample::atMillis).toList();
  }

  private static Sample sample(long at, int devices) {
    List<DeviceUse> uses = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      uses.add(
          new DeviceUse(i, Optional.of(1), Optional.empty(), Optional.empty(), Optional.empty()));
    }
    return new Sample(at, Optional.empty(), List.of(), uses);
  }
}
