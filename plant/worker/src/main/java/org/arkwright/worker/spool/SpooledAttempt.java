package org.arkwright.worker.spool;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;

/**
 * The spooled state of an attempt.
 *
 * @param bootId the boot of the machine in which it was launched
 * @param exits the exits of the ranks that have ended
 * @param usages their usages, where measured
 * @param ends when they ended, where noted, in nanoseconds since the Unix epoch
 * @param stored the attempt's stored outputs, if known
 * @param rendezvous where its ranks meet, if this worker chose it
 */
public record SpooledAttempt(
    Order.Launch launch,
    String bootId,
    boolean stopRequested,
    SortedMap<Integer, RankExit> exits,
    SortedMap<Integer, RankUsage> usages,
    SortedMap<Integer, Long> ends,
    Optional<StoredOutputs> stored,
    Optional<RendezvousPoint> rendezvous) {
  public SpooledAttempt {
    exits = Collections.unmodifiableSortedMap(exits);
    usages = Collections.unmodifiableSortedMap(usages);
    ends = Collections.unmodifiableSortedMap(ends);
  }

  /** Folds the entries of one attempt, oldest first and beginning with its launch. */
  static SpooledAttempt of(Iterable<SpoolEntry> entries) {
    SpoolEntry.Launched launched = null;
    boolean stopRequested = false;
    SortedMap<Integer, RankExit> exits = new TreeMap<>();
    SortedMap<Integer, RankUsage> usages = new TreeMap<>();
    SortedMap<Integer, Long> ends = new TreeMap<>();
    Optional<StoredOutputs> stored = Optional.empty();
    Optional<RendezvousPoint> rendezvous = Optional.empty();
    for (SpoolEntry entry : entries) {
      switch (entry) {
        case SpoolEntry.Launched first -> launched = first;
        case SpoolEntry.StopRequested _ -> stopRequested = true;
        case SpoolEntry.RankEnded ended -> {
          exits.put(ended.rank(), ended.exit());
          ended.usage().ifPresent(usage -> usages.put(ended.rank(), usage));
          ended.endedNanos().ifPresent(nanos -> ends.put(ended.rank(), nanos));
          if (ended.stored().isPresent()) {
            stored = ended.stored();
          }
        }
        case SpoolEntry.RendezvousChosen chosen -> rendezvous = Optional.of(chosen.point());
        case SpoolEntry.Forgotten _ -> throw new IllegalArgumentException("forgotten: " + entry);
      }
    }
    if (launched == null) {
      throw new IllegalArgumentException("an attempt's entries begin with its launch");
    }
    return new SpooledAttempt(
        launched.launch(),
        launched.bootId(),
        stopRequested,
        exits,
        usages,
        ends,
        stored,
        rendezvous);
  }
}
