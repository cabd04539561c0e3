package org.arkwright.protocol;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.RankPlacement;

/** What the control plane wants of one node. Carrying an order out twice changes nothing. */
public sealed interface Order {
  /**
   * Run these ranks, unless they run or have run; either way, say how they are.
   *
   * @param ranks the attempt's ranks on this node, in rank order
   * @param groupRank the node's position among the attempt's nodes
   * @param masterAddress where the attempt's first rank can be reached by the others
   * @param startedRanks ranks known to have started: without a record of one, the worker reports it
   *     lost and does not start it
   * @param inputs the manifest of each input, by mount name
   */
  record Launch(
      AttemptId attempt,
      JobSpec spec,
      List<RankPlacement> ranks,
      int groupRank,
      String masterAddress,
      SortedSet<Integer> startedRanks,
      SortedMap<String, Digest> inputs)
      implements Order {
    public Launch {
      inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
      ranks = List.copyOf(ranks);
      startedRanks = Collections.unmodifiableSortedSet(new TreeSet<>(startedRanks));
    }
  }

  /** Ask the attempt's ranks to stop and, after the grace period, kill those left. */
  record Stop(AttemptId attempt, Duration grace) implements Order {}

  /** Nobody will ask about the attempt again; stop it first if it runs. */
  record Forget(AttemptId attempt) implements Order {}

  /** End the worker's process. Ranks are left as they are. */
  record Exit() implements Order {}
}
