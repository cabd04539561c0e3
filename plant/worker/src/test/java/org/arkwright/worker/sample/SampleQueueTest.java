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
  void delivered_whileOthersWereDropped_takesNoneThatWasNotSent() {
    SampleQueue queue = new SampleQueue(3, 100);
    queue.add(sample(1, 0));
    queue.add(sample(2, 0));
    SampleQueue.Taken taken = queue.oldest(100);
    queue.add(sample(3, 0));
    queue.add(sample(4, 0)); // Drops the first, which is on its way.
    queue.delivered(taken);
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
              queue.delivered(taken);
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

  @Test
  void held_staysUntilItIsWritten_andIsSentAgainOnlyWhenTheServerHasLostIt() {
    SampleQueue queue = new SampleQueue(10, 100);
    for (int i = 1; i <= 4; i++) {
      queue.add(sample(i, 0));
    }
    SampleQueue.Taken first = queue.oldest(3);
    assertThat(first.first()).isEqualTo(1);
    queue.held(first, 1);
    assertThat(times(queue.oldest(100))).containsExactly(4L);
    assertThat(queue.oldest(100).first()).isEqualTo(4);
    queue.again();
    assertThat(times(queue.oldest(100))).containsExactly(2L, 3L, 4L);
    assertThat(queue.oldest(100).first()).isEqualTo(2);
    queue.held(queue.oldest(100), 9); // More than was sent is not written.
    assertThat(queue.oldest(100).samples()).isEmpty();
    queue.add(sample(5, 0));
    queue.again();
    assertThat(times(queue.oldest(100))).containsExactly(5L);
  }

  @Test
  void full_ofWhatIsHeld_countsItAsDropped_onlyWhenTheServerHasLostIt() {
    SampleQueue queue = new SampleQueue(3, 100);
    for (int i = 1; i <= 3; i++) {
      queue.add(sample(i, 0));
    }
    queue.held(queue.oldest(100), 0);
    queue.add(sample(4, 0));
    assertThat(queue.oldest(100).dropped()).isZero();
    queue.held(queue.oldest(100), 2); // The first, which has gone, is written after all.
    queue.again();
    assertThat(queue.oldest(100).dropped()).isZero();
    queue.held(queue.oldest(100), 2);
    queue.add(sample(5, 0));
    queue.add(sample(6, 0));
    queue.again();
    assertThat(queue.oldest(100).dropped()).isEqualTo(1);
    assertThat(times(queue.oldest(100))).containsExactly(4L, 5L, 6L);
  }

  /** A server that writes late and loses its memory now and then: all is written, or counted. */
  @Test
  void stream_toAServerThatLosesItsMemory_isWrittenInOrder_orIsCounted() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SampleQueue queue = new SampleQueue(30, 1000);
      List<Long> memory = new ArrayList<>();
      List<Long> written = new ArrayList<>();
      long next = 1;
      for (int step = 0; step < 400; step++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> queue.add(sample(next++, random.nextInt(3)));
          case 4, 5 -> {
            SampleQueue.Taken taken = queue.oldest(1 + random.nextInt(40));
            take(taken, memory, written);
            if (random.nextInt(4) > 0) { // Otherwise the answer was lost.
              queue.held(taken, written.isEmpty() ? 0 : written.getLast());
            }
          }
          case 6 -> {
            int some = random.nextInt(memory.size() + 1);
            written.addAll(memory.subList(0, some));
            memory.subList(0, some).clear();
          }
          default -> {
            if (random.nextInt(4) == 0) {
              memory.clear();
              queue.again();
            }
          }
        }
      }
      SampleQueue.Taken rest = queue.oldest(10_000);
      take(rest, memory, written);
      written.addAll(memory);
      List<Long> sorted = new ArrayList<>(written);
      Collections.sort(sorted);
      assertThat(written).as("seed %d", seed).isEqualTo(sorted).doesNotHaveDuplicates();
      // What was counted may have been written: an answer was lost that said so.
      assertThat(written.size() + rest.dropped())
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(next - 1);
      assertThat(rest.dropped()).as("seed %d", seed).isLessThan(next / 2);
    }
  }

  /** Takes those that are later than what is there, as the server does. */
  private static void take(SampleQueue.Taken taken, List<Long> memory, List<Long> written) {
    for (long each : times(taken)) {
      long last = memory.isEmpty() ? written.isEmpty() ? 0 : written.getLast() : memory.getLast();
      if (each > last) {
        memory.add(each);
      }
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
