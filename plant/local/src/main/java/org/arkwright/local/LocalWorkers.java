package org.arkwright.local;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.arkwright.dispatch.Inventory;
import org.arkwright.dispatch.ProvidedSite;
import org.arkwright.dispatch.WorkerProvider;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.thread.ServiceThread;
import org.arkwright.worker.WorkerFence;
import org.arkwright.worker.WorkerFolder;
import org.arkwright.worker.WorkerOptions;
import org.arkwright.worker.WorkerProcess;
import org.jspecify.annotations.Nullable;

/**
 * The worker of one site on this machine: a process that outlives this one. Because it is on the
 * same machine, the control plane need not trust a suspended, swapped-out or dead worker to fence
 * itself: it kills the worker and its ranks, and the node, which is nothing but its worker, is gone
 * until there is another.
 */
public final class LocalWorkers implements WorkerProvider {
  private static final Logger LOG = System.getLogger(LocalWorkers.class.getName());
  private static final long POLL_MILLIS = 20;
  private static final long WATCH_MILLIS = 100;
  private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

  private final ProvidedSite profile;
  private final WorkerOptions options;
  private final WorkerProcessMonitor process;
  private final ServiceThread watch;
  private volatile @Nullable Inventory inventory;

  /** Whether a new worker has to wait, because the ranks of the last are not known to be gone. */
  private volatile boolean fencing;

  private volatile boolean ended;

  /**
   * Creates the worker of a site, which is not started yet.
   *
   * @param command the command that starts a worker, without its arguments: java, flags, class
   *     path, main class
   * @param options the worker's arguments
   * @param tokens issues the worker's token
   */
  public LocalWorkers(List<String> command, WorkerOptions options, WorkerTokens tokens) {
    String site = options.site().orElse(NodeId.HOME);
    this.profile =
        new ProvidedSite(
            site,
            ProvidedSite.Workers.PER_NODE,
            ProvidedSite.Placer.CONTROL_PLANE,
            NodeSpec.FABRIC);
    this.options = options;
    this.process = new WorkerProcessMonitor(command, options, tokens);
    this.watch = ServiceThread.of("worker-" + site, this::keepRunning);
  }

  @Override
  public ProvidedSite profile() {
    return profile;
  }

  @Override
  public void start(Inventory nodes) {
    inventory = nodes;
    var _ = watch.start();
  }

  private void keepRunning() throws InterruptedException {
    while (!ended) {
      if (!fencing) {
        process.check(System.nanoTime());
      }
      TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
    }
  }

  /** Does nothing: the worker is there, whatever runs. */
  @Override
  public void request(AttemptId attempt, Launch launch) {}

  /** Does nothing: the worker stays, whatever has run. */
  @Override
  public void release(AttemptId attempt) {}

  @Override
  public Fence fence(WorkerId worker) {
    fencing = true;
    try {
      WorkerFence.fence(options.home());
    } catch (IOException e) {
      LOG.log(Level.INFO, "{0}: {1}", worker, e.getMessage());
      return Fence.NOT_YET;
    }
    fencing = false;
    Inventory told = inventory;
    if (told != null) {
      told.gone(new NodeId(worker.site(), worker.name()));
    }
    return Fence.DEAD;
  }

  /** Starts no worker any more. */
  void end() {
    ended = true;
  }

  @Override
  public void close() {
    end();
    watch.interrupt();
    try {
      if (watch.wasStarted()) {
        var _ = watch.join(CLOSE_MAX);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
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

  /** Waits until the worker does not run, or until a time of {@link System#nanoTime}. */
  void awaitEnd(long untilNanos) throws InterruptedException {
    try {
      while (System.nanoTime() - untilNanos < 0
          && WorkerProcess.running(options.home()).isPresent()) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (IOException _) {
      // Whether it runs is then unknown; it ends by the order it was given.
    }
  }

  /** What the worker's folder tells, also while the worker runs. */
  LocalSite.WorkerRecord record() throws IOException {
    WorkerFolder.Summary summary = WorkerFolder.read(options.home(), profile.site());
    return new LocalSite.WorkerRecord(profile.site(), summary.obeyed(), summary.unfinished());
  }

  /** Ends the process that this one has started; ranks, if any, are left to the next worker. */
  void endStarted() {
    process.endStarted();
  }
}
