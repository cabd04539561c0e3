package org.arkwright.simulation.site;

import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;

/** Carries messages: late, out of order, twice, or not at all. */
public final class SimulatedNetwork {
  private final SimulatedTime timeline;
  private final SeededRandom dice;
  private final TreeMap<NodeId, Long> cutUntil = new TreeMap<>();
  private int lossPermille;

  public SimulatedNetwork(SimulatedTime timeline, SeededRandom dice) {
    this.timeline = timeline;
    this.dice = dice;
  }

  /** From now on so many messages in a thousand are lost. */
  public void setLossPermille(int permille) {
    lossPermille = permille;
  }

  /** Cuts a node off for a while. */
  public void cut(NodeId node, long nanos) {
    cutUntil.put(node, timeline.nowNanos() + nanos);
  }

  /** Ends all faults. */
  public void calm() {
    lossPermille = 0;
    cutUntil.clear();
  }

  /** Between a node and the control plane. */
  void carry(NodeId node, Runnable delivery) {
    if (cutUntil.getOrDefault(node, 0L) <= timeline.nowNanos()) {
      carry(delivery);
    }
  }

  /** Between a client and the control plane. */
  public void carry(Runnable delivery) {
    if (dice.permille(lossPermille)) {
      return;
    }
    timeline.after(delay(), Kind.MESSAGE, delivery);
    if (dice.permille(lossPermille / 2)) {
      timeline.after(delay(), Kind.MESSAGE, delivery);
    }
  }

  private long delay() {
    boolean late = dice.permille(lossPermille);
    return dice.between(
        SimulatedTime.MILLI / 10, late ? 6 * SimulatedTime.SECOND : 5 * SimulatedTime.MILLI);
  }
}
