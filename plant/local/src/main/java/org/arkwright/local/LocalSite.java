package org.arkwright.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.arkwright.dispatch.DispatchEngine;
import org.arkwright.dispatch.WorkerExchange;
import org.arkwright.engine.Engine;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.worker.WorkerMain;
import org.arkwright.worker.WorkerOptions;
import org.arkwright.worker.rank.MountFolders;
import org.arkwright.worker.rank.WorkSweep;

/** This machine as a site: an engine, and workers started from this process's class path. */
public final class LocalSite implements WorkerExchange {
  /** A system property with additional options for the workers' JVM, one per line. */
  private static final String WORKER_OPTIONS = "arkwright.worker.options";

  private static final long WORKER_END_MILLIS = 5_000;

  private final LocalWorkers workers;
  private final DispatchEngine engine;
  private final WorkSweep work;
  private final UnaryOperator<NodeSpec> offer;

  /**
   * Creates a site that does nothing until its engine is started.
   *
   * @param partitions the sites that are partitions of this machine
   * @param terms what the site's owner gives to jobs
   * @param tokens issues a worker's token, again and again
   * @param offer maps a node as discovered by its worker to the node that it offers: its capacity
   *     and site
   */
  public LocalSite(
      LocalFolders folders,
      Collection<String> partitions,
      LocalTerms terms,
      WorkerTokens tokens,
      UnaryOperator<NodeSpec> offer) {
    this.offer = offer;
    this.workers =
        new LocalWorkers(
            workerCommand(),
            options(folders, folders.worker(), Optional.empty(), terms),
            partitions.stream()
                .map(site -> options(folders, folders.worker(site), Optional.of(site), terms))
                .toList(),
            tokens);
    this.work = new WorkSweep(folders.work(), MountFolders.in(folders.work()));
    this.engine = new DispatchEngine(workers, terms.leases());
  }

  /** The engine that runs attempts on this machine. */
  public Engine engine() {
    return engine;
  }

  /** A worker of this machine, as its folder tells, before anything is started. */
  public record WorkerRecord(
      String site, Optional<ServerEpoch> obeyed, List<AttemptId> unfinished) {
    public WorkerRecord {
      unfinished = List.copyOf(unfinished);
    }
  }

  /**
   * Returns what the workers' folders tell, also while their workers run.
   *
   * @throws IOException when one cannot be read
   */
  public List<WorkerRecord> records() throws IOException {
    return workers.records();
  }

  /**
   * Removes what ended attempts left in the folders that the workers share, and returns the number
   * of attempts that left something. Blocks.
   *
   * @param live whether an attempt may still run
   * @param before what changed later is left alone: its worker may be about to clear up
   * @throws IOException when a folder cannot be read or removed
   */
  public int sweepWork(Predicate<AttemptId> live, Instant before) throws IOException {
    return work.sweep(live, before);
  }

  /** Ends the workers that this process has started and that no control plane has spoken to. */
  public void endStartedWorkers() {
    workers.endStarted();
  }

  /** Ends the workers once no job needs them, and waits until they have ended. */
  public void endWorkers() {
    engine.endWorkers();
    try {
      workers.awaitEnd(WORKER_END_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public CompletionStage<SyncResponse> sync(SyncRequest request) {
    Optional<Registration> registration =
        request
            .introduction()
            .map(found -> new Registration(offer.apply(found.spec()), found.attempts()));
    return engine.sync(
        new SyncRequest(
            request.node(),
            request.obeyed(),
            request.incarnation(),
            registration,
            request.carriedOut(),
            request.observations(),
            request.waitMillis()));
  }

  private static WorkerOptions options(
      LocalFolders folders, Path own, Optional<String> site, LocalTerms terms) {
    return new WorkerOptions(
        own,
        folders.logs(),
        folders.work(),
        folders.serverFile(),
        own.resolve("token"),
        terms.leases().lease(),
        WorkerOptions.BOOT_ID_FILE,
        site,
        terms.ofWorkers());
  }

  private static List<String> workerCommand() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            // Usual work needs a fraction; the lists of a million inputs or outputs do not fit it.
            "-Xms96m",
            "-Xmx384m",
            "--enable-native-access=ALL-UNNAMED"));
    System.getProperty(WORKER_OPTIONS, "").lines().forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
    return List.copyOf(command);
  }
}
