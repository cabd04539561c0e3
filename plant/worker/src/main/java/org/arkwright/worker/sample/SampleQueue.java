package org.arkwright.worker.sample;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.arkwright.protocol.Sample;

/**
 * The samples that the control plane has not written yet, in order: those to be sent, and before
 * them those that it has in its memory alone. It never blocks: where it is full, the oldest go, and
 * are counted if they are lost with that. Thread-safe.
 */
public final class SampleQueue {
  private final int samplesMax;
  private final int usesMax;
  private final Deque<Numbered> queue = new ArrayDeque<>();
  private long added;
  private long dropped;
  private int uses;

  /** Up to here they have been sent. */
  private long sentUntil;

  /** Up to here they have gone after they were sent, and before they were known as written. */
  private long givenUpUntil;

  private long givenUp;

  private record Numbered(long number, Sample sample) {}

  /**
   * Samples to be sent.
   *
   * @param first the number of the first of them; those that follow are in order
   * @param last the number of the last of them; 0 for none
   * @param dropped how many have been dropped so far, ever
   */
  public record Taken(List<Sample> samples, long first, long last, long dropped) {}

  /**
   * @param samplesMax how many samples are kept
   * @param usesMax how many uses of ranks and devices they hold together; one sample is kept that
   *     has more
   */
  public SampleQueue(int samplesMax, int usesMax) {
    this.samplesMax = samplesMax;
    this.usesMax = usesMax;
  }

  /** Adds a sample. */
  public synchronized void add(Sample sample) {
    added++;
    queue.addLast(new Numbered(added, sample));
    uses += size(sample);
    while (queue.size() > samplesMax || (uses > usesMax && queue.size() > 1)) {
      long gone = removeFirst();
      if (gone > sentUntil) {
        dropped++;
      } else {
        givenUp++; // It is lost only if the control plane loses its memory.
        givenUpUntil = gone;
      }
    }
  }

  private long removeFirst() {
    Numbered first = queue.removeFirst();
    uses -= size(first.sample);
    return first.number;
  }

  /**
   * Returns the oldest samples that are to be sent. They stay until they are {@linkplain #delivered
   * delivered} or {@linkplain #held held}.
   *
   * @param most how many uses they hold together, at most, if there are several
   */
  public synchronized Taken oldest(int most) {
    List<Sample> samples = new ArrayList<>();
    long last = 0;
    int taken = 0;
    for (Numbered each : queue) {
      if (each.number <= sentUntil) {
        continue;
      }
      taken += size(each.sample);
      if (taken > most && !samples.isEmpty()) {
        break;
      }
      samples.add(each.sample);
      last = each.number;
    }
    return new Taken(samples, last - samples.size() + 1, last, dropped);
  }

  /** Removes what is never sent again, and all before it. */
  public synchronized void delivered(Taken taken) {
    sentUntil = Math.max(sentUntil, taken.last);
    written(taken.last);
  }

  /**
   * Keeps what has been sent, and removes what is written.
   *
   * @param writtenUntil the number of the last sample that is
   */
  public synchronized void held(Taken taken, long writtenUntil) {
    sentUntil = Math.max(sentUntil, taken.last);
    written(Math.min(writtenUntil, sentUntil));
  }

  private void written(long until) {
    while (!queue.isEmpty() && queue.getFirst().number <= until) {
      var _ = removeFirst();
    }
    if (until >= givenUpUntil) {
      givenUp = 0;
    }
  }

  /** Has all that is held sent again: the control plane has lost its memory. */
  public synchronized void again() {
    sentUntil = 0;
    dropped += givenUp;
    givenUp = 0;
  }

  private static int size(Sample sample) {
    return 1 + sample.ranks().size() + sample.devices().size();
  }
}
