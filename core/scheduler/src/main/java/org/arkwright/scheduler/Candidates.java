package org.arkwright.scheduler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.arkwright.model.Allocation;
import org.arkwright.model.DeviceShare;
import org.arkwright.model.GangShape;
import org.arkwright.model.NodeName;
import org.arkwright.model.RankPlacement;
import org.arkwright.model.Topology;

/**
 * The nodes that could take part in a gang of one shape, best first. Built with one scan of the
 * fleet, then kept current node by node, so placing many gangs of a class costs no further scan.
 */
final class Candidates {
  /** Replaced entries that are let be, whatever the size. */
  private static final int STALE_MAX = 64;

  private final UnaryOperator<NodeView> moment;
  private final GangShape shape;
  private final PlacementScore score;
  private final Map<NodeName, Candidate> current = new LinkedHashMap<>();
  private Optional<PriorityQueue<Ranked>> best = Optional.empty();
  private long ranksThatFit;
  private long version;

  private record Candidate(NodeView base, int ranks, long version) {}

  private record Ranked(Candidate candidate, PlacementScore.Spot spot)
      implements Comparable<Ranked> {
    @Override
    public int compareTo(Ranked other) {
      int byScore = Long.compare(other.spot.score(), spot.score());
      return byScore != 0 ? byScore : name().compareTo(other.name());
    }

    NodeName name() {
      return candidate.base.spec().name();
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
  }

  /** Looks at the node again after something on it changed; empty when it is gone. */
  void refresh(NodeName name, Optional<? extends NodeView> base) {
    Candidate old = current.remove(name);
    if (old != null) {
      ranksThatFit -= old.ranks;
    }
    base.flatMap(this::evaluate)
        .ifPresent(candidate -> best.ifPresent(ranked -> add(ranked, candidate)));
  }

  private void refresh(NodeView base) {
    refresh(base.spec().name(), Optional.of(base));
  }

  private void add(PriorityQueue<Ranked> ranked, Candidate candidate) {
    ranked.add(rank(candidate));
    if (ranked.size() > 2 * current.size() + STALE_MAX) {
      ranked.removeIf(this::isReplaced);
    }
  }

  private boolean isReplaced(Ranked ranked) {
    Candidate latest = current.get(ranked.name());
    return latest == null || latest.version != ranked.candidate.version;
  }

  private Optional<Candidate> evaluate(NodeView base) {
    NodeView node = moment.apply(base);
    int ranks = RankFit.count(node, shape.resources());
    if (ranks < (shape.topology() == Topology.SAME_NODE ? shape.ranks() : 1)) {
      return Optional.empty();
    }
    Candidate candidate = new Candidate(base, ranks, version++);
    current.put(base.spec().name(), candidate);
    ranksThatFit += ranks;
    return Optional.of(candidate);
  }

  private Ranked rank(Candidate candidate) {
    return new Ranked(candidate, score.best(moment.apply(candidate.base), shape.resources()));
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
      Ranked next = next();
      NodeView node = next.candidate.base;
      int together = shape.topology() == Topology.SAME_NODE ? shape.ranks() : 1;
      for (int i = 0; i < together; i++) {
        List<DeviceShare> devices =
            i == 0
                ? next.spot.devices()
                : score.best(moment.apply(node), shape.resources()).devices();
        RankPlacement rank = new RankPlacement(ranks.size(), node.spec().name(), devices);
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

  private Ranked next() {
    // What never places a gang need not be ranked.
    PriorityQueue<Ranked> queue = best.orElseGet(this::rankAll);
    while (true) {
      Ranked ranked = queue.remove();
      // Entries that a refresh replaced stay in the queue until they come up.
      if (!isReplaced(ranked)) {
        current.remove(ranked.name());
        ranksThatFit -= ranked.candidate.ranks;
        return ranked;
      }
    }
  }

  private PriorityQueue<Ranked> rankAll() {
    PriorityQueue<Ranked> queue =
        new PriorityQueue<>(current.values().stream().map(this::rank).toList());
    best = Optional.of(queue);
    return queue;
  }
}
