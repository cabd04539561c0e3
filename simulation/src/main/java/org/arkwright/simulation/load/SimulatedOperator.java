package org.arkwright.simulation.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.id.NodeId;
import org.arkwright.simulation.check.CordonCheck;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;

/** An operator who cordons and drains nodes, and lets every one of them take work again. */
public final class SimulatedOperator {
  /** Longer than any message is on its way, so that no repetition comes after what follows it. */
  private static final long SETTLED_NANOS = 15 * SimulatedTime.SECOND;

  private final SimulatedTime timeline;
  private final SeededRandom random;
  private final SimulatedClients clients;
  private final CordonCheck cordons;

  public SimulatedOperator(
      SimulatedTime timeline, SeededRandom random, SimulatedClients clients, CordonCheck cordons) {
    this.timeline = timeline;
    this.random = random;
    this.clients = clients;
    this.cordons = cordons;
  }

  /** Schedules cordons and drains within the given time, one after another on each node. */
  public void workWithin(long nanos, List<NodeId> nodes) {
    for (NodeId node : nodes) {
      if (random.permille(400)) {
        begin(node, random.between(0, nanos), random.between(1, 3));
      }
    }
  }

  private void begin(NodeId node, long afterNanos, int times) {
    if (times == 0) {
      return;
    }
    Optional<Duration> within =
        random.permille(700)
            ? Optional.of(Duration.ofSeconds(random.between(0, 40)))
            : Optional.empty();
    NodeCommand command =
        random.permille(400)
            ? new NodeCommand.Cordon(node, "dusty")
            : new NodeCommand.Drain(node, "", within);
    long keep = random.between(0, 60 * SimulatedTime.SECOND);
    long rest = random.between(0, 60 * SimulatedTime.SECOND);
    timeline.after(
        afterNanos,
        Kind.CLIENT,
        () ->
            clients.operate(
                command,
                answer -> {
                  if (answer instanceof Answer.Done) {
                    cordons.told(command);
                  }
                  timeline.after(
                      SETTLED_NANOS + keep, Kind.CLIENT, () -> uncordon(node, rest, times));
                }));
  }

  private void uncordon(NodeId node, long rest, int times) {
    cordons.lifting(node);
    clients.operate(
        new NodeCommand.Uncordon(node), _ -> begin(node, SETTLED_NANOS + rest, times - 1));
  }
}
