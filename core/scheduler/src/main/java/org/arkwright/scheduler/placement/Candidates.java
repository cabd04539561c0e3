package org.arkwright.scheduler.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Topology;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.scheduler.placement.Proximity.Kin;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.RankFit;

/**
 * The nodes that could take part in a gang of one shape, best first. Built with one scan of the
 * fleet, then kept current node by node, so placing many gangs of a class costs no further scan.
 */
public final class Candidates {
  /** Replaced entries that are let be, whatever the size. */
  private static final int STALE_MAX = 64;

  private final UnaryOperator<NodeView> moment;
  private final GangShape shape;
  private final PlacementScore score;
  private final Map<NodeId, Candidate> current = new LinkedHashMap<>();
  private final Optional<Proximity> neighbours;

  /** The candidates by kin, each best first; one line of all where it is all one who is near. */
  private final Map<Kin, PriorityQueue<Ranked>> lines = new LinkedHashMap<>();

  private boolean ranked;
  private int entries;
  private long ranksThatFit;
  private long version;

  private static final Kin ALL = new Kin(TopologyPath.UNKNOWN, 0);

  private record Candidate(NodeView base, int ranks, Kin kin, long version) {}

  private record Ranked(Candidate candidate, PlacementScore.Spot spot)
      implements Comparable<Ranked> {
    @Override
    public int compareTo(Ranked other) {
      int byScore = Long.compare(other.spot.score(), spot.score());
      return byScore != 0 ? byScore : id().compareTo(other.id());
    }

    NodeId id() {
      return candidate.base.spec().id();
    }
  }

  /**
   * Scans the fleet.
   *
   * @param moment what of a node counts as free; read again on each refresh
   */
  public Candidates(
      ClusterView view, UnaryOperator<NodeView> moment, GangShape shape, PlacementScore score) {
    this.moment = moment;
    this.shape = shape;
    this.score = score;
    neighbours =
        Proximity.matters(shape, score) ? Optional.of(new Proximity(shape)) : Optional.empty();
    for (NodeView node : view.nodes()) {
      evaluate(node);
    }
  }

  /** Looks at the node again after something on it changed; empty when it is gone. */
  void refresh(NodeId id, Optional<? extends NodeView> base) {
    forget(id);
    base.flatMap(this::evaluate).filter(_ -> ranked).ifPresent(this::add);
  }

  private void forget(NodeId id) {
    Candidate old = current.remove(id);
    if (old != null) {
      ranksThatFit -= old.ranks;
      neighbours.ifPresent(near -> near.offer(old.kin, -1));
    }
  }

  private Ranked add(Candidate candidate) {
    Ranked entry =
        new Ranked(candidate, score.best(moment.apply(candidate.base), shape.resources()));
    lines.computeIfAbsent(candidate.kin, _ -> new PriorityQueue<>()).add(entry);
    entries++;
    if (entries > 2 * current.size() + STALE_MAX) {
      lines.values().forEach(line -> line.removeIf(this::isReplaced));
      lines.values().removeIf(PriorityQueue::isEmpty);
      entries = lines.values().stream().mapToInt(PriorityQueue::size).sum();
    }
    return entry;
  }

  private boolean isReplaced(Ranked entry) {
    Candidate latest = current.get(entry.id());
    return latest == null || latest.version != entry.candidate.version;
  }

  private Optional<Candidate> evaluate(NodeView base) {
    NodeView node = moment.apply(base);
    int ranks = RankFit.count(node, shape.resources());
    if (ranks < (shape.topology() == Topology.SAME_NODE ? shape.ranks() : 1)) {
      return Optional.empty();
    }
    Kin kin = neighbours.map(near -> near.kin(base.spec(), ranks)).orElse(ALL);
    neighbours.ifPresent(near -> near.offer(kin, 1));
    Candidate candidate = new Candidate(base, ranks, kin, version++);
    current.put(base.spec().id(), candidate);
    ranksThatFit += ranks;
    return Optional.of(candidate);
  }

  /** Whether a whole gang fits. */
  public boolean fit() {
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
  public Allocation place(BiConsumer<NodeView, RankPlacement> take) {
    List<RankPlacement> ranks = new ArrayList<>(shape.ranks());
    List<NodeView> used = new ArrayList<>();
    List<Ranked> begun = new ArrayList<>();
    while (ranks.size() < shape.ranks()) {
      Ranked next = next(begun);
      NodeView node = next.candidate.base;
      int together = shape.topology() == Topology.SAME_NODE ? shape.ranks() : 1;
      for (int i = 0; i < together; i++) {
        List<DeviceShare> devices =
            i == 0
                ? next.spot.devices()
                : score.best(moment.apply(node), shape.resources()).devices();
        RankPlacement rank = new RankPlacement(ranks.size(), node.spec().id(), devices);
        take.accept(node, rank);
        ranks.add(rank);
      }
      neighbours.ifPresent(near -> near.place(node.spec()));
      if (shape.topology() == Topology.SPREAD) {
        used.add(node);
      } else {
        evaluate(node).map(this::add).ifPresent(begun::add);
      }
    }
    used.forEach(node -> evaluate(node).ifPresent(this::add));
    neighbours.ifPresent(Proximity::clear);
    return new Allocation(ranks);
  }

  /**
   * Takes the next of the line.
   *
   * @param begun nodes that hold ranks of the gang and have room for more
   */
  private Ranked next(List<Ranked> begun) {
    if (!ranked) {
      // What never places a gang need not be ranked.
      ranked = true;
      current.values().forEach(this::add);
    }
    Ranked next =
        neighbours
            .map(near -> nearest(near, begun))
            .orElseGet(() -> head(lines.getOrDefault(ALL, new PriorityQueue<>())).orElseThrow());
    forget(next.id());
    return next;
  }

  /** The first entry of the line that still holds; entries that a refresh replaced go. */
  private Optional<Ranked> head(PriorityQueue<Ranked> line) {
    while (!line.isEmpty() && isReplaced(line.element())) {
      line.remove();
      entries--;
    }
    return Optional.ofNullable(line.peek());
  }

  /** The best where it counts how near the gang's other ranks are and will be. */
  private Ranked nearest(Proximity near, List<Ranked> begun) {
    List<Ranked> heads = new ArrayList<>(lines.size());
    lines.values().forEach(line -> head(line).ifPresent(heads::add));
    begun.removeIf(this::isReplaced);
    heads.addAll(begun);
    return heads.stream()
        .min(
            Comparator.comparingLong((Ranked entry) -> -worth(near, entry))
                .thenComparing(Ranked::id))
        .orElseThrow();
  }

  private long worth(Proximity near, Ranked entry) {
    long levels = near.levels(entry.candidate.kin) + near.on(entry.id());
    return entry.spot.score() + score.perLevel() * levels / near.others();
  }
}
