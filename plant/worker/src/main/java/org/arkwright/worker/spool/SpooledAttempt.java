package org.arkwright.worker.spool;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.AttemptId;
import org.arkwright.model.RankExit;
import org.arkwright.worker.protocol.Order;

/**
 * What the spool knows of an attempt.
 *
 * @param bootId the boot of the machine under which it was launched
 * @param exits how the ranks that have ended did so
 */
public record SpooledAttempt(
    Order.Launch launch, String bootId, boolean stopRequested, SortedMap<Integer, RankExit> exits) {
  public SpooledAttempt {
    exits = Collections.unmodifiableSortedMap(exits);
  }

  /** What the entries of one attempt, oldest first and led by its launch, amount to. */
  static SpooledAttempt of(Iterable<SpoolEntry> entries) {
    SpoolEntry.Launched launched = null;
    boolean stopRequested = false;
    SortedMap<Integer, RankExit> exits = new TreeMap<>();
    for (SpoolEntry entry : entries) {
      switch (entry) {
        case SpoolEntry.Launched first -> launched = first;
        case SpoolEntry.StopRequested _ -> stopRequested = true;
        case SpoolEntry.RankEnded(AttemptId _, int rank, RankExit exit) -> exits.put(rank, exit);
        case SpoolEntry.Forgotten _ -> throw new IllegalArgumentException("forgotten: " + entry);
      }
    }
    if (launched == null) {
      throw new IllegalArgumentException("an attempt's entries begin with its launch");
    }
    return new SpooledAttempt(launched.launch(), launched.bootId(), stopRequested, exits);
  }
}
