package org.arkwright.worker.rank;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;

/**
 * The addresses and ports at which ranks whose rank 0 is on this node meet. A port stays its
 * attempt's until the attempt is cleared away, also while rank 0 does not listen there yet.
 * Thread-safe.
 */
public final class MeetingPoints {
  /**
   * Below the range from which Linux takes ports for outgoing connections, and apart from those of
   * replicas.
   */
  private static final int PORT_FIRST = 10_000;

  private static final int PORT_END = 18_000;
  private static final int PORTS = PORT_END - PORT_FIRST;
  private static final String LOOPBACK = "127.0.0.1";

  private final NodeSpec node;
  private final Map<Integer, AttemptId> taken = new ConcurrentHashMap<>();

  /** Creates the meeting points of a node, none of which is taken. */
  public MeetingPoints(NodeSpec node) {
    this.node = node;
  }

  /**
   * Returns where the launch's ranks meet: where it says, or else at a port of this node that is
   * free and no other attempt's.
   *
   * @throws IOException when there is none, or the node does not have its address
   */
  public RendezvousPoint of(Order.Launch launch) throws IOException {
    if (launch.meeting().point().isPresent()) {
      return launch.meeting().point().get();
    }
    if (launch.groupRank() > 0) {
      throw new IOException(
          "nobody has told where the ranks of %s meet".formatted(launch.attempt()));
    }
    String address =
        launch.meeting().isAcrossNodes() ? address(node, launch.meeting().network()) : LOOPBACK;
    InetAddress own = InetAddress.getByName(address);
    int start = ThreadLocalRandom.current().nextInt(PORTS);
    for (int tries = 0; tries < PORTS; tries++) {
      int port = PORT_FIRST + (start + tries) % PORTS;
      if (taken.putIfAbsent(port, launch.attempt()) == null) {
        if (isFree(own, port)) {
          return new RendezvousPoint(address, port);
        }
        taken.remove(port, launch.attempt());
      }
    }
    throw new IOException(
        "no port from %d to %d can be opened at %s, where the ranks of %s are to meet"
            .formatted(PORT_FIRST, PORT_END - 1, address, launch.attempt()));
  }

  private static boolean isFree(InetAddress address, int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, address)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Keeps a port that an earlier worker of this node chose. */
  public void keep(AttemptId attempt, RendezvousPoint point) {
    taken.put(point.port(), attempt);
  }

  /** Gives the attempt's port back. */
  public void release(AttemptId attempt) {
    taken.values().removeIf(attempt::equals);
  }

  /** The node's address in a network, or else the one by which it is managed, or loopback. */
  static String address(NodeSpec node, String network) {
    return node.address(network).or(() -> node.address(NodeSpec.MANAGEMENT)).orElse(LOOPBACK);
  }

  /** The name of this machine's interface that has the node's address in a network. */
  static Optional<String> networkInterface(NodeSpec node, String network) {
    try {
      return Optional.ofNullable(
              NetworkInterface.getByInetAddress(InetAddress.getByName(address(node, network))))
          .map(NetworkInterface::getName);
    } catch (IOException _) {
      return Optional.empty(); // Libraries then choose for themselves.
    }
  }
}
