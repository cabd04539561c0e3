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
import org.arkwright.scheduler.placement.Proximity.TopologyGroup;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.RankFit;

/**
 * The candidate nodes for gangs of one shape, best first. Built with one scan of the fleet, then
 * updated node by node, so placing many gangs of a class needs no further scan.
 */
public final class Candidates {
  /** The number of stale entries tolerated regardless of size. */
  private static final int STALE_MAX = 64;

  private final UnaryOperator<NodeView> freeView;
  private final GangShape shape;
  private final PlacementScore score;
  private final Map<NodeId, Candidate> current = new LinkedHashMap<>();
  private final Optional<Proximity> proximity;

  /**
   * The candidates by topology group, each best first; one queue for all where proximity does not
   * matter.
   */
  private final Map<TopologyGroup, PriorityQueue<Ranked>> queues = new LinkedHashMap<>();

  private boolean ranked;
  private int entries;
  private long ranksThatFit;
  private long version;

  private static final TopologyGroup ALL = new TopologyGroup(TopologyPath.UNKNOWN, 0);

  private record Candidate(NodeView base, int ranks, TopologyGroup group, long version) {}

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
   * Creates the candidates with a scan of the fleet.
   *
   * @param freeView maps a node to its free capacity; applied again on each refresh
   */
  public Candidates(
      ClusterView view, UnaryOperator<NodeView> freeView, GangShape shape, PlacementScore score) {
    this.freeView = freeView;
    this.shape = shape;
    this.score = score;
    proximity =
        Proximity.matters(shape, score) ? Optional.of(new Proximity(shape)) : Optional.empty();
    for (NodeView node : view.nodes()) {
      evaluate(node);
    }
  }

  /** Evaluates the node again after a change; {@code base} is empty when the node is gone. */
  void refresh(NodeId id, Optional<? extends NodeView> base) {
    forget(id);
    base.flatMap(this::evaluate).filter(_ -> ranked).ifPresent(this::add);
  }

  private void forget(NodeId id) {
    Candidate old = current.remove(id);
    if (old != null) {
      ranksThatFit -= old.ranks;
      proximity.ifPresent(found -> found.offer(old.group, -1));
    }
  }

  private Ranked add(Candidate candidate) {
    Ranked entry =
        new Ranked(candidate, score.best(freeView.apply(candidate.base), shape.resources()));
    queues.computeIfAbsent(candidate.group, _ -> new PriorityQueue<>()).add(entry);
    entries++;
    if (entries > 2 * current.size() + STALE_MAX) {
      queues.values().forEach(queue -> queue.removeIf(this::isReplaced));
      queues.values().removeIf(PriorityQueue::isEmpty);
      entries = queues.values().stream().mapToInt(PriorityQueue::size).sum();
    }
    return entry;
  }

  private boolean isReplaced(Ranked entry) {
    Candidate latest = current.get(entry.id());
    return latest == null || latest.version != entry.candidate.version;
  }

  private Optional<Candidate> evaluate(NodeView base) {
    NodeView node = freeView.apply(base);
    int ranks = RankFit.count(node, shape);
    if (ranks < (shape.topology() == Topology.SAME_NODE ? shape.ranks() : 1)) {
      return Optional.empty();
    }
    TopologyGroup group = proximity.map(found -> found.group(base.spec(), ranks)).orElse(ALL);
    proximity.ifPresent(found -> found.offer(group, 1));
    Candidate candidate = new Candidate(base, ranks, group, version++);
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
   * @param take called for each placed rank with its node in the view; must take the rank's
   *     capacity from what {@code freeView} returns
   */
  public Allocation place(BiConsumer<NodeView, RankPlacement> take) {
    List<RankPlacement> ranks = new ArrayList<>(shape.ranks());
    List<NodeView> used = new ArrayList<>();
    List<Ranked> partial = new ArrayList<>();
    while (ranks.size() < shape.ranks()) {
      Ranked next = next(partial);
      NodeView node = next.candidate.base;
      int together = shape.topology() == Topology.SAME_NODE ? shape.ranks() : 1;
      for (int i = 0; i < together; i++) {
        List<DeviceShare> devices =
            i == 0
                ? next.spot.devices()
                : score.best(freeView.apply(node), shape.resources()).devices();
        RankPlacement rank = new RankPlacement(ranks.size(), node.spec().id(), devices);
        take.accept(node, rank);
        ranks.add(rank);
      }
      proximity.ifPresent(found -> found.place(node.spec()));
      if (shape.topology() == Topology.SPREAD) {
        used.add(node);
      } else {
        evaluate(node).map(this::add).ifPresent(partial::add);
      }
    }
    used.forEach(node -> evaluate(node).ifPresent(this::add));
    proximity.ifPresent(Proximity::clear);
    return new Allocation(ranks);
  }

  /**
   * Removes and returns the next candidate.
   *
   * @param partial nodes that hold ranks of the gang and have capacity for more
   */
  private Ranked next(List<Ranked> partial) {
    if (!ranked) {
      // Ranking is deferred until a gang is placed.
      ranked = true;
      current.values().forEach(this::add);
    }
    Ranked next =
        proximity
            .map(found -> nearest(found, partial))
            .orElseGet(() -> head(queues.getOrDefault(ALL, new PriorityQueue<>())).orElseThrow());
    forget(next.id());
    return next;
  }

  /** The first valid entry of the queue; entries replaced by a refresh are dropped. */
  private Optional<Ranked> head(PriorityQueue<Ranked> queue) {
    while (!queue.isEmpty() && isReplaced(queue.element())) {
      queue.remove();
      entries--;
    }
    return Optional.ofNullable(queue.peek());
  }

  /** The best candidate, taking the proximity to the gang's other ranks into account. */
  private Ranked nearest(Proximity proximity, List<Ranked> partial) {
    List<Ranked> heads = new ArrayList<>(queues.size());
    queues.values().forEach(queue -> head(queue).ifPresent(heads::add));
    partial.removeIf(this::isReplaced);
    heads.addAll(partial);
    return heads.stream()
        .min(
            Comparator.comparingLong((Ranked entry) -> -worth(proximity, entry))
                .thenComparing(Ranked::id))
        .orElseThrow();
  }

  private long worth(Proximity proximity, Ranked entry) {
    long levels = proximity.levels(entry.candidate.group) + proximity.on(entry.id());
    return entry.spot.score() + score.perLevel() * levels / proximity.others();
  }
}
