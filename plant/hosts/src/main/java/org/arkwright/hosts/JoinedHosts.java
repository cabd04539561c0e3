package org.arkwright.hosts;

import org.arkwright.dispatch.Inventory;
import org.arkwright.dispatch.ProvidedSite;
import org.arkwright.dispatch.WorkerProvider;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.WorkerId;

/**
 * The workers of a site that hosts join: those come by themselves, so there is nothing to start,
 * and nobody can kill them from here: a silent one has ended its ranks when its lease is over. The
 * site's own workers, which its own provider brings, stay with that.
 */
public final class JoinedHosts implements WorkerProvider {
  private final WorkerProvider own;
  private final WorkerId ownWorker;

  /**
   * @param own the provider of the site's own worker, on the control plane's machine
   * @param ownWorker that worker
   */
  public JoinedHosts(WorkerProvider own, WorkerId ownWorker) {
    this.own = own;
    this.ownWorker = ownWorker;
  }

  @Override
  public ProvidedSite profile() {
    return own.profile();
  }

  @Override
  public void start(Inventory nodes) {
    own.start(nodes);
  }

  /** Asks for the site's own worker; those of hosts are there or they are not. */
  @Override
  public void request(AttemptId attempt, Launch launch) {
    own.request(attempt, launch);
  }

  @Override
  public void release(AttemptId attempt) {
    own.release(attempt);
  }

  @Override
  public Fence fence(WorkerId worker) {
    return worker.equals(ownWorker) ? own.fence(worker) : Fence.AFTER_LEASE;
  }

  @Override
  public void close() {
    own.close();
  }
}
