package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.known;
import static org.arkwright.simulation.time.Violation.unless;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.simulation.site.ProcessWatch;

/**
 * Checks the actual processes: no rank of an attempt is ever started twice, no two attempts of a
 * job live at the same time anywhere, and no node runs more than it has.
 */
public final class ProcessCheck implements ProcessWatch {
  private final Set<Rank> everSpawned = new HashSet<>();
  private final TreeMap<JobId, TreeMap<Integer, AttemptId>> live = new TreeMap<>();
  private final TreeMap<NodeId, NodeLoad> loads = new TreeMap<>();
  private final NavigableMap<NodeId, NodeSpec> nodes;
  private final Map<Rank, Held> held = new HashMap<>();
  private long spawned;

  private record Rank(AttemptId attempt, int rank) {}

  private record Held(JobSpec spec, RankPlacement placement) {}

  /**
   * Creates the check without processes.
   *
   * @param nodes the actual resources of the nodes
   */
  public ProcessCheck(NavigableMap<NodeId, NodeSpec> nodes) {
    this.nodes = nodes;
  }

  /** The number of processes started so far. */
  public long spawned() {
    return spawned;
  }

  /** The number of live processes. */
  public int alive() {
    return held.size();
  }

  @Override
  public void spawned(AttemptId attempt, JobSpec spec, RankPlacement placement) {
    spawned++;
    Rank rank = new Rank(attempt, placement.rank());
    unless(everSpawned.add(rank), "rank %d of %s is started twice", rank.rank, attempt);
    TreeMap<Integer, AttemptId> others = live.computeIfAbsent(attempt.job(), _ -> new TreeMap<>());
    others.forEach((number, other) ->
        unless(
            other.equals(attempt),
            "%s starts while rank %d of %s still runs",
            attempt,
            number,
            other));
    others.put(placement.rank(), attempt);
    held.put(rank, new Held(spec, placement));
    loads
        .computeIfAbsent(
            placement.node(), name -> new NodeLoad(known(nodes.get(name), "no node %s", name)))
        .take(spec, placement, "processes of " + placement.node());
  }

  @Override
  public void ended(AttemptId attempt, int rank, NodeId node) {
    known(live.get(attempt.job()), "%s never ran", attempt).remove(rank);
    Held removed = known(held.remove(new Rank(attempt, rank)), "%s ends twice", attempt);
    known(loads.get(node), "nothing ran on %s", node).give(removed.spec, removed.placement);
  }
}
