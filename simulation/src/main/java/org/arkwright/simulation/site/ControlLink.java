package org.arkwright.simulation.site;

import java.util.function.Consumer;
import org.arkwright.model.id.NodeId;

/** The link from workers to the running control plane, over the network and back. */
public final class ControlLink {
  private final SimulatedNetwork network;
  private final Endpoint endpoint;

  /** The endpoint of the control plane; gives no answer while it is down. */
  @FunctionalInterface
  public interface Endpoint {
    void handle(Consumer<SimulatedEngine> request);
  }

  public ControlLink(SimulatedNetwork network, Endpoint endpoint) {
    this.network = network;
    this.endpoint = endpoint;
  }

  void send(
      NodeId node, SimulatedMessage.Request request, Consumer<SimulatedMessage.Answer> reply) {
    network.carry(
        node,
        () ->
            endpoint.handle(engine ->
                engine
                    .sync(request)
                    .ifPresent(answer -> network.carry(node, () -> reply.accept(answer)))));
  }
}
