package org.arkwright.replica;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.arkwright.dispatch.ChannelRelay;
import org.arkwright.dispatch.Channels;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.ChannelTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address at which this machine reaches each replica: its own port where it runs here, else a
 * relay through its worker's connection, as nothing need be open on other nodes. Thread-safe.
 */
public final class ReplicaReach implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReplicaReach.class);

  private final ReplicaAddress address;
  private final Predicate<NodeId> here;
  private final Channels channels;
  private final Map<AttemptId, ChannelRelay> relays = new ConcurrentHashMap<>();

  /**
   * @param here whether a node is this machine
   */
  public ReplicaReach(ReplicaAddress address, Predicate<NodeId> here, Channels channels) {
    this.address = address;
    this.here = here;
    this.channels = channels;
  }

  /** Whether a node is another machine, so that its replicas need relays. */
  boolean isElsewhere(NodeId node) {
    return !here.test(node);
  }

  /**
   * Makes relays for the replicas of other machines, and closes those of all other attempts.
   *
   * @param elsewhere the node of each
   */
  void follow(Map<AttemptId, NodeId> elsewhere) {
    relays.forEach((attempt, relay) -> {
      if (!elsewhere.containsKey(attempt)) {
        relays.remove(attempt);
        relay.close();
      }
    });
    elsewhere.forEach((attempt, node) -> {
      if (!relays.containsKey(attempt)) {
        try {
          relays.put(
              attempt,
              ChannelRelay.open(
                  channels,
                  WorkerId.ofNode(node),
                  new ChannelTarget.Port(attempt, 0, address.port(attempt))));
        } catch (IOException e) {
          log.warn("No relay to replica {} on node {}; tried again soon", attempt, node, e);
        }
      }
    });
  }

  /** Whether the replica is reached through a relay. */
  boolean isRelayed(AttemptId attempt) {
    return relays.containsKey(attempt);
  }

  /** Where requests to the replica go. */
  URI uri(AttemptId attempt) {
    ChannelRelay relay = relays.get(attempt);
    return relay == null ? address.uri(attempt) : URI.create("http://127.0.0.1:" + relay.port());
  }

  @Override
  public void close() {
    follow(Map.of());
  }
}
