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

/** An instruction from the control plane to a node. Orders are idempotent. */
public sealed interface Order {
  /**
   * Runs these ranks unless they are running or have run, and reports their status in any case.
   *
   * @param ranks the attempt's ranks on this node, in rank order
   * @param groupRank the node's position among the attempt's nodes; rank 0 is on node 0
   * @param meeting how the attempt's ranks find one another
   * @param startedRanks ranks known to have started: if the worker has no record of one, it reports
   *     the rank as lost and does not start it
   * @param inputs the manifest of each input, by mount name, and of the checkpoints that earlier
   *     attempts left under {@link org.arkwright.model.job.Mounts#CHECKPOINTS}
   */
  record Launch(
      AttemptId attempt,
      JobSpec spec,
      List<RankPlacement> ranks,
      int groupRank,
      Meeting meeting,
      SortedSet<Integer> startedRanks,
      SortedMap<String, Digest> inputs)
      implements Order {
    public Launch {
      inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
      ranks = List.copyOf(ranks);
      startedRanks = Collections.unmodifiableSortedSet(new TreeSet<>(startedRanks));
    }
  }

  /** Asks the attempt's ranks to stop and, after the grace period, kills those still running. */
  record Stop(AttemptId attempt, Duration grace) implements Order {}

  /** Discards all data about the attempt, after stopping it if it is running. */
  record Forget(AttemptId attempt) implements Order {}

  /** Ends the worker process. Ranks are left running. */
  record Exit() implements Order {}

  /**
   * Opens a byte stream to something at the node: the worker opens a connection for each direction.
   * Not kept by the worker: one that misses it does not open the stream.
   *
   * @param channel names the stream, and is known to nobody else
   */
  record Open(String channel, ChannelTarget target) implements Order {}
}
