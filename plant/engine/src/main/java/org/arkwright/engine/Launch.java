package org.arkwright.engine;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.Allocation;

/**
 * A request to run an attempt.
 *
 * @param startedRanks ranks known to have started: if the engine has no record of one, it reports
 *     the rank as lost and never starts it again
 * @param inputs the manifest of each input, by mount name
 */
public record Launch(
    AttemptId attempt,
    JobSpec spec,
    Allocation allocation,
    SortedSet<Integer> startedRanks,
    SortedMap<String, Digest> inputs) {
  public Launch {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    startedRanks = Collections.unmodifiableSortedSet(new TreeSet<>(startedRanks));
  }

  /** The site that is to run it. */
  public String site() {
    return allocation.ranks().getFirst().node().site();
  }
}
