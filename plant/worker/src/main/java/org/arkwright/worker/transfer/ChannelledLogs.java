package org.arkwright.worker.transfer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.model.id.AttemptId;

/**
 * How far channels have brought the output of ranks. Only a hint to whoever brings it too: what is
 * on its way may be lost. Thread-safe.
 */
public final class ChannelledLogs {
  private final Map<Rank, Long> ends = new ConcurrentHashMap<>();

  private record Rank(AttemptId attempt, int rank) {}

  /**
   * Notes how far a rank's output has been put on a channel.
   *
   * @param end where the next piece begins, in bytes
   */
  public void sent(AttemptId attempt, int rank, long end) {
    ends.put(new Rank(attempt, rank), end);
  }

  /** Notes that no channel brings a rank's output any more. */
  public void over(AttemptId attempt, int rank) {
    ends.remove(new Rank(attempt, rank));
  }

  /** Whether a channel that is open was given output beyond that offset. */
  boolean isBeyond(AttemptId attempt, int rank, long offset) {
    return ends.getOrDefault(new Rank(attempt, rank), -1L) > offset;
  }
}
