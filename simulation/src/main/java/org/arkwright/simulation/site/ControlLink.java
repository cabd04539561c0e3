package org.arkwright.simulation.site;

import java.util.function.Consumer;
import org.arkwright.model.id.NodeId;

/** The way from a worker to whichever control plane is up, over the network and back. */
public final class ControlLink {
  private final SimulatedNetwork network;
  private final Door door;

  /** Lets requests into the control plane; nothing comes back while it is down. */
  @FunctionalInterface
  public interface Door {
    void enter(Consumer<SimulatedEngine> visit);
  }

  public ControlLink(SimulatedNetwork network, Door door) {
    this.network = network;
    this.door = door;
  }

  void send(
      NodeId node, SimulatedMessage.Request request, Consumer<SimulatedMessage.Answer> reply) {
    network.carry(
        node,
        () ->
            door.enter(engine ->
                engine
                    .sync(request)
                    .ifPresent(answer -> network.carry(node, () -> reply.accept(answer)))));
  }
}
