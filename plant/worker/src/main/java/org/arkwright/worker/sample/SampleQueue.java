package org.arkwright.worker.sample;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.arkwright.protocol.Sample;

/**
 * The samples that the control plane has not got yet, in order. It never blocks: where it is full,
 * the oldest go, and are counted. Thread-safe.
 */
public final class SampleQueue {
  private final int samplesMax;
  private final int usesMax;
  private final Deque<Numbered> queue = new ArrayDeque<>();
  private long added;
  private long dropped;
  private int uses;

  private record Numbered(long number, Sample sample) {}

  /**
   * Samples to be sent.
   *
   * @param last the number of the last of them; 0 for none
   * @param dropped how many have been dropped so far, ever
   */
  public record Taken(List<Sample> samples, long last, long dropped) {}

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
      uses -= size(queue.removeFirst().sample);
      dropped++;
    }
  }

  /**
   * Returns the oldest samples, which stay until they are {@linkplain #sent sent}.
   *
   * @param most how many uses they hold together, at most, if there are several
   */
  public synchronized Taken oldest(int most) {
    List<Sample> samples = new ArrayList<>();
    long last = 0;
    int taken = 0;
    for (Numbered each : queue) {
      taken += size(each.sample);
      if (taken > most && !samples.isEmpty()) {
        break;
      }
      samples.add(each.sample);
      last = each.number;
    }
    return new Taken(samples, last, dropped);
  }

  /** Removes what has been sent, as far as it is still there. */
  public synchronized void sent(Taken taken) {
    while (!queue.isEmpty() && queue.getFirst().number <= taken.last) {
      uses -= size(queue.removeFirst().sample);
    }
  }

  private static int size(Sample sample) {
    return 1 + sample.ranks().size() + sample.devices().size();
  }
}
