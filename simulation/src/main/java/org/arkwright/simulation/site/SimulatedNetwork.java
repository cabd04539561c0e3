package org.arkwright.simulation.site;

import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;

/** A network that delivers messages late, out of order, twice, or not at all. */
public final class SimulatedNetwork {
  private final SimulatedTime timeline;
  private final SeededRandom random;
  private final TreeMap<NodeId, Long> cutUntil = new TreeMap<>();
  private int lossPermille;

  public SimulatedNetwork(SimulatedTime timeline, SeededRandom random) {
    this.timeline = timeline;
    this.random = random;
  }

  /** Sets the number of messages lost per thousand. */
  public void setLossPermille(int permille) {
    lossPermille = permille;
  }

  /** Cuts a node off for the given time. */
  public void cut(NodeId node, long nanos) {
    cutUntil.put(node, timeline.nowNanos() + nanos);
  }

  /** Ends all faults. */
  public void endFaults() {
    lossPermille = 0;
    cutUntil.clear();
  }

  /** Carries a message between a node and the control plane. */
  void carry(NodeId node, Runnable delivery) {
    if (cutUntil.getOrDefault(node, 0L) <= timeline.nowNanos()) {
      carry(delivery);
    }
  }

  /** Carries a message between a client and the control plane. */
  public void carry(Runnable delivery) {
    if (random.permille(lossPermille)) {
      return;
    }
    timeline.after(delay(), Kind.MESSAGE, delivery);
    if (random.permille(lossPermille / 2)) {
      timeline.after(delay(), Kind.MESSAGE, delivery);
    }
  }

  private long delay() {
    boolean late = random.permille(lossPermille);
    return random.between(
        SimulatedTime.MILLI / 10, late ? 6 * SimulatedTime.SECOND : 5 * SimulatedTime.MILLI);
  }
}
