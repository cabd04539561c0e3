package org.arkwright.twin.site;

import java.util.function.Consumer;
import org.arkwright.model.NodeId;

/** The way from a worker to whichever control plane is up, over the network and back. */
public final class ControlLink {
  private final Network network;
  private final Door door;

  /** Lets requests into the control plane; nothing comes back while it is down. */
  @FunctionalInterface
  public interface Door {
    void enter(Consumer<SimulatedEngine> visit);
  }

  public ControlLink(Network network, Door door) {
    this.network = network;
    this.door = door;
  }

  void send(NodeId node, Message.Request request, Consumer<Message.Answer> reply) {
    network.carry(
        node,
        () ->
            door.enter(engine ->
                engine
                    .sync(request)
                    .ifPresent(answer -> network.carry(node, () -> reply.accept(answer)))));
  }
}
