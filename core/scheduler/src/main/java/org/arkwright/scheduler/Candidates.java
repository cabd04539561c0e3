package org.arkwright.scheduler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.arkwright.model.Allocation;
import org.arkwright.model.GangShape;
import org.arkwright.model.NodeName;
import org.arkwright.model.RankPlacement;
import org.arkwright.model.Topology;

/**
 * The nodes that could take part in a gang of one shape, best first. Built with one scan of the
 * fleet, then kept current node by node, so placing many gangs of a class costs no further scan.
 */
final class Candidates {
  private final UnaryOperator<NodeView> moment;
  private final GangShape shape;
  private final PlacementScore score;
  private final Map<NodeName, Candidate> current = new LinkedHashMap<>();
  private final PriorityQueue<Candidate> best;
  private long ranksThatFit;
  private long version;

  private record Candidate(NodeView base, int ranks, long score, long version)
      implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int byScore = Long.compare(other.score, score);
      return byScore != 0 ? byScore : base.spec().name().compareTo(other.base.spec().name());
    }
  }

  /**
   * Scans the fleet.
   *
   * @param moment what of a node counts as free; read again on each refresh
   */
  Candidates(
      ClusterView view, UnaryOperator<NodeView> moment, GangShape shape, PlacementScore score) {
    this.moment = moment;
    this.shape = shape;
    this.score = score;
    for (NodeView node : view.nodes()) {
      evaluate(node);
    }
    best = new PriorityQueue<>(current.values());
  }

  /** Looks at the node again after something on it changed. */
  void refresh(NodeView base) {
    Candidate old = current.remove(base.spec().name());
    if (old != null) {
      ranksThatFit -= old.ranks;
    }
    if (evaluate(base)) {
      best.add(current.get(base.spec().name()));
    }
  }

  private boolean evaluate(NodeView base) {
    NodeView node = moment.apply(base);
    int ranks = RankFit.count(node, shape.resources());
    if (ranks < (shape.topology() == Topology.SAME_NODE ? shape.ranks() : 1)) {
      return false;
    }
    current.put(
        base.spec().name(),
        new Candidate(base, ranks, score.of(node, shape.resources()), version++));
    ranksThatFit += ranks;
    return true;
  }

  /** Whether a whole gang fits. */
  boolean fit() {
    return switch (shape.topology()) {
      case ANY -> ranksThatFit >= shape.ranks();
      case SAME_NODE -> !current.isEmpty();
      case SPREAD -> current.size() >= shape.ranks();
    };
  }

  /**
   * Places a gang that fits.
   *
   * @param take told of each rank as it gets its place, with the node in the view; must take the
   *     room from the moment that these candidates look at
   */
  Allocation place(BiConsumer<NodeView, RankPlacement> take) {
    List<RankPlacement> ranks = new ArrayList<>(shape.ranks());
    List<NodeView> used = new ArrayList<>();
    while (ranks.size() < shape.ranks()) {
      NodeView node = next();
      int together = shape.topology() == Topology.SAME_NODE ? shape.ranks() : 1;
      for (int i = 0; i < together; i++) {
        RankPlacement rank =
            new RankPlacement(
                ranks.size(),
                node.spec().name(),
                RankFit.choose(moment.apply(node), shape.resources()));
        take.accept(node, rank);
        ranks.add(rank);
      }
      if (shape.topology() == Topology.SPREAD) {
        used.add(node);
      } else {
        refresh(node);
      }
    }
    used.forEach(this::refresh);
    return new Allocation(ranks);
  }

  private NodeView next() {
    while (true) {
      Candidate candidate = best.remove();
      NodeName name = candidate.base.spec().name();
      // Entries that a refresh replaced stay in the queue until they come up.
      Candidate latest = current.get(name);
      if (latest != null && latest.version == candidate.version) {
        current.remove(name);
        ranksThatFit -= candidate.ranks;
        return candidate.base;
      }
    }
  }
}
