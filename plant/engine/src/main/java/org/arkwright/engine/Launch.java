package org.arkwright.engine;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.model.node.Allocation;

/**
 * A request to run an attempt.
 *
 * @param placement its site, and its nodes unless the site picks them
 * @param allocated the nodes it holds; empty until its site has placed it
 * @param startedRanks ranks known to have started: if the engine has no record of one, it reports
 *     the rank as lost and never starts it again
 * @param inputs the manifest of each input, by mount name, and of the checkpoints that earlier
 *     attempts left under {@link org.arkwright.model.job.Mounts#CHECKPOINTS}
 */
public record Launch(
    AttemptId attempt,
    JobSpec spec,
    Placement placement,
    Optional<Allocation> allocated,
    SortedSet<Integer> startedRanks,
    SortedMap<String, Digest> inputs) {
  public Launch {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    startedRanks = Collections.unmodifiableSortedSet(new TreeSet<>(startedRanks));
  }

  /** The site that is to run it. */
  public String site() {
    return placement.site();
  }

  /** A request to run an attempt on the nodes of an allocation. */
  public Launch(
      AttemptId attempt,
      JobSpec spec,
      Allocation allocation,
      SortedSet<Integer> startedRanks,
      SortedMap<String, Digest> inputs) {
    this(
        attempt,
        spec,
        new Placement.Exact(allocation),
        Optional.of(allocation),
        startedRanks,
        inputs);
  }

  /** The same request with another spec. */
  public Launch withSpec(JobSpec other) {
    return new Launch(attempt, other, placement, allocated, startedRanks, inputs);
  }

  /**
   * The nodes it holds, for engines of sites that do not place by themselves.
   *
   * @throws java.util.NoSuchElementException while its site has not placed it
   */
  public Allocation allocation() {
    return allocated.orElseThrow();
  }
}
