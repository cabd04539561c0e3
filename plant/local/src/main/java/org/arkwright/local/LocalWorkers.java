package org.arkwright.local;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.arkwright.dispatch.WorkerProvider;
import org.arkwright.model.id.NodeId;
import org.arkwright.worker.WorkerFence;
import org.arkwright.worker.WorkerFolder;
import org.arkwright.worker.WorkerOptions;
import org.arkwright.worker.WorkerProcess;

/**
 * The workers of this machine: one process per node, usually one, that outlives this process.
 * Because it is on the same machine, the control plane need not trust a suspended, swapped-out or
 * dead worker to fence itself: it kills the worker and its ranks.
 */
public final class LocalWorkers implements WorkerProvider {
  private static final Logger LOG = System.getLogger(LocalWorkers.class.getName());
  private static final long POLL_MILLIS = 20;

  private final WorkerOptions own;
  private final List<WorkerOptions> partitions;
  private final List<WorkerProcessMonitor> processes = new ArrayList<>();

  /**
   * Creates the workers, none of which is started yet.
   *
   * @param command the command that starts a worker, without its arguments: java, flags, class
   *     path, main class
   * @param own the arguments for the machine's own node
   * @param partitions the arguments for each further node on this machine, with its site
   * @param tokens issues the workers' tokens
   */
  public LocalWorkers(
      List<String> command,
      WorkerOptions own,
      List<WorkerOptions> partitions,
      WorkerTokens tokens) {
    this.own = own;
    this.partitions = List.copyOf(partitions);
    processes.add(new WorkerProcessMonitor(command, own, tokens));
    this.partitions.forEach(
        partition -> processes.add(new WorkerProcessMonitor(command, partition, tokens)));
  }

  @Override
  public void ensureRunning(long nowNanos) {
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

  /**
   * Kills the workers in a folder of workers' homes, and their ranks, while no control plane uses
   * them; to be repeated until it returns true.
   *
   * @return whether all of them are dead
   * @throws IOException when the folder cannot be read
   */
  public static boolean fenceAll(Path homes) throws IOException {
    boolean dead = true;
    try (DirectoryStream<Path> workers = Files.newDirectoryStream(homes, "worker{,-*}")) {
      for (Path worker : workers) {
        if (Files.isDirectory(worker)) {
          try {
            WorkerFence.fence(worker);
          } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> worker + ": " + e.getMessage());
            dead = false;
          }
        }
      }
    }
    return dead;
  }

  @Override
  public String rendezvousAddress(NodeId node) {
    return "127.0.0.1";
  }

  /** Waits until no worker runs, or that many milliseconds have passed. Thread-safe. */
  public void awaitEnd(long millisMax) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    List<WorkerOptions> all = new ArrayList<>(partitions);
    all.add(own);
    try {
      for (WorkerOptions worker : all) {
        while (System.nanoTime() - until < 0 && WorkerProcess.running(worker.home()).isPresent()) {
          Thread.sleep(POLL_MILLIS);
        }
      }
    } catch (IOException _) {
      // Whether it runs is then unknown; it ends by the order it was given.
    }
  }

  List<LocalSite.WorkerRecord> records() throws IOException {
    List<LocalSite.WorkerRecord> records = new ArrayList<>();
    List<WorkerOptions> all = new ArrayList<>(partitions);
    all.addFirst(own);
    for (WorkerOptions worker : all) {
      String site = worker.site().orElse(NodeId.HOME);
      WorkerFolder.Summary summary = WorkerFolder.read(worker.home(), site);
      records.add(new LocalSite.WorkerRecord(site, summary.obeyed(), summary.unfinished()));
    }
    return records;
  }

  /** Ends the processes that this one has started; ranks, if any, are left to the next worker. */
  void endStarted() {
    processes.forEach(WorkerProcessMonitor::endStarted);
  }

  private WorkerOptions optionsOf(NodeId node) {
    return partitions.stream()
        .filter(partition -> node.site().equals(partition.site().orElseThrow()))
        .findFirst()
        .orElse(own);
  }
}
