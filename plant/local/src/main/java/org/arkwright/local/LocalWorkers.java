package org.arkwright.local;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.arkwright.dispatch.WorkerProvider;
import org.arkwright.model.id.NodeId;
import org.arkwright.worker.WorkerFence;
import org.arkwright.worker.WorkerOptions;
import org.arkwright.worker.WorkerProcess;

/**
 * The workers of this machine: a process for each node that it is, mostly one, which outlives this
 * one. Being on the same machine, the control plane does not have to trust a worker that is
 * stopped, swapped out or dead to fence itself: it kills worker and ranks.
 */
public final class LocalWorkers implements WorkerProvider {
  private static final Logger LOG = System.getLogger(LocalWorkers.class.getName());
  private static final long LOOK_AGAIN_MILLIS = 20;

  private final WorkerOptions own;
  private final List<WorkerOptions> partitions;
  private final List<WorkerProcessMonitor> processes = new ArrayList<>();

  /**
   * Workers of which none is started yet.
   *
   * @param command starts a worker once its own arguments follow: java, flags, class path, main
   *     class
   * @param own those arguments, for the machine's own node
   * @param partitions the same for each further node on this machine, which says its site
   */
  public LocalWorkers(List<String> command, WorkerOptions own, List<WorkerOptions> partitions) {
    this.own = own;
    this.partitions = List.copyOf(partitions);
    processes.add(new WorkerProcessMonitor(command, own));
    this.partitions.forEach(each -> processes.add(new WorkerProcessMonitor(command, each)));
  }

  @Override
  public void keep(long nowNanos) {
    processes.forEach(process -> process.check(nowNanos));
  }

  @Override
  public Fence fence(NodeId node) {
    try {
      WorkerFence.fence(optionsOf(node).home());
      return Fence.DEAD;
    } catch (IOException e) {
      LOG.log(Level.INFO, "{0}: {1}", node.name(), e.getMessage());
      return Fence.NOT_YET;
    }
  }

  @Override
  public String rendezvousAddress(NodeId node) {
    return "127.0.0.1";
  }

  /** Waits until no worker runs any more, as long as that takes at most. Any thread. */
  public void awaitEnd(long millisMax) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    List<WorkerOptions> all = new ArrayList<>(partitions);
    all.add(own);
    try {
      for (WorkerOptions worker : all) {
        while (System.nanoTime() - until < 0 && WorkerProcess.running(worker.home()).isPresent()) {
          Thread.sleep(LOOK_AGAIN_MILLIS);
        }
      }
    } catch (IOException _) {
      // Then nobody can tell whether it runs; it ends by the order it was given.
    }
  }

  private WorkerOptions optionsOf(NodeId node) {
    return partitions.stream()
        .filter(each -> node.site().equals(each.site().orElseThrow()))
        .findFirst()
        .orElse(own);
  }
}
