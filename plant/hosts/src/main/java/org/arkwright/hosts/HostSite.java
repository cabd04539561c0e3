package org.arkwright.hosts;

import org.arkwright.dispatch.Inventory;
import org.arkwright.dispatch.ProvidedSite;
import org.arkwright.dispatch.WorkerProvider;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.NodeSpec;

/**
 * A site that is nothing but the hosts that join it: they come by themselves, and a silent one has
 * ended its ranks when its lease is over.
 *
 * @param site its name
 */
public record HostSite(String site) implements WorkerProvider {
  @Override
  public ProvidedSite profile() {
    return new ProvidedSite(
        site, ProvidedSite.Workers.PER_NODE, ProvidedSite.Placer.CONTROL_PLANE, NodeSpec.FABRIC);
  }

  /** Does nothing: nodes are what their workers' registrations tell. */
  @Override
  public void start(Inventory nodes) {}

  /** Does nothing: the worker is there or it is not. */
  @Override
  public void request(AttemptId attempt, Launch launch) {}

  /** Does nothing: the worker stays, whatever has run. */
  @Override
  public void release(AttemptId attempt) {}

  @Override
  public Fence fence(WorkerId worker) {
    return Fence.AFTER_LEASE;
  }

  /** Does nothing: there is nothing to close. */
  @Override
  public void close() {}
}
