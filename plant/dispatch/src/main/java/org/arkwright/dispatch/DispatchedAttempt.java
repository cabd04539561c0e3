package org.arkwright.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.protocol.Meeting;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as its site is to run it: its parts, one for each node, the worker to which each part
 * was granted, and where its ranks meet. Owned by the engine's thread.
 */
final class DispatchedAttempt {
  private final String network;
  private final Map<NodeId, WorkerId> granted = new HashMap<>();
  private Launch launch;
  private List<RankPlacement> ranks = List.of();
  private List<NodeId> nodes = List.of();
  private @Nullable RendezvousPoint point;
  private Order.@Nullable Stop stop;

  /**
   * @param network as {@link ProvidedSite#network}
   */
  DispatchedAttempt(Launch launch, String network) {
    this.launch = launch;
    this.network = network;
    launch.allocated().ifPresent(this::place);
  }

  /** Notes where the site has placed it, unless that is known. */
  void place(Allocation allocation) {
    if (ranks.isEmpty()) {
      ranks = allocation.ranks();
      Set<NodeId> inRankOrder = new LinkedHashSet<>();
      ranks.forEach(rank -> inRankOrder.add(rank.node()));
      nodes = List.copyOf(inRankOrder);
    }
  }

  /** Whether it is known which rank goes where. */
  boolean isPlaced() {
    return !ranks.isEmpty();
  }

  AttemptId id() {
    return launch.attempt();
  }

  Launch launch() {
    return launch;
  }

  /** Takes over what a repeated launch knows that the first did not: which ranks have started. */
  void repeat(Launch again) {
    launch = again;
    again.allocated().ifPresent(this::place);
  }

  /**
   * The nodes in the order of their first ranks: rank 0 is on the first. None until it is placed.
   */
  List<NodeId> nodes() {
    return nodes;
  }

  /**
   * Grants the part on a node to a worker, unless it was granted to another.
   *
   * @return whether the worker has the grant, now or from before
   */
  boolean grant(NodeId node, WorkerId worker) {
    if (!nodes.contains(node)) {
      return false;
    }
    WorkerId first = granted.putIfAbsent(node, worker);
    return first == null || first.equals(worker);
  }

  /** The worker to which the part on a node was granted; empty while there is none. */
  Optional<WorkerId> worker(NodeId node) {
    return Optional.ofNullable(granted.get(node));
  }

  /** Whether no worker has any part. */
  boolean isUngranted() {
    return granted.isEmpty();
  }

  /** The nodes whose parts no worker has. */
  List<NodeId> unseen() {
    return nodes.stream().filter(node -> !granted.containsKey(node)).toList();
  }

  /** The numbers of the ranks on a node, in order. */
  List<Integer> ranksOn(NodeId node) {
    return placements(node).stream().map(RankPlacement::rank).toList();
  }

  /**
   * Notes where the ranks meet.
   *
   * @return whether that was not known before
   */
  boolean meetAt(RendezvousPoint told) {
    boolean news = !told.equals(point);
    point = told;
    return news;
  }

  void stop(Order.Stop order) {
    stop = order;
  }

  Optional<Order.Stop> stop() {
    return Optional.ofNullable(stop);
  }

  /**
   * Whether a node may be given its part: the others wait until the first node has told where ranks
   * meet. What is to be stopped waits for nothing, since no rank of it will start.
   */
  boolean isDue(NodeId node) {
    return node.equals(nodes.getFirst()) || point != null || stop != null;
  }

  /** The order for the part on a node. */
  Order.Launch order(NodeId node) {
    return new Order.Launch(
        launch.attempt(),
        launch.spec(),
        placements(node),
        nodes.indexOf(node),
        new Meeting(nodes.size(), network, Optional.ofNullable(point)),
        launch.startedRanks(),
        launch.inputs());
  }

  private List<RankPlacement> placements(NodeId node) {
    List<RankPlacement> here = new ArrayList<>();
    for (RankPlacement rank : ranks) {
      if (rank.node().equals(node)) {
        here.add(rank);
      }
    }
    return here;
  }
}
