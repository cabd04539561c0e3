package org.arkwright.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.arkwright.dispatch.DispatchEngine;
import org.arkwright.dispatch.LeaseTerms;
import org.arkwright.dispatch.WorkerExchange;
import org.arkwright.engine.Engine;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.worker.WorkerMain;
import org.arkwright.worker.WorkerOptions;

/**
 * This machine as a site: an engine, and the workers that it starts from this process's own jars.
 */
public final class LocalSite implements WorkerExchange {
  /** A property: more options for the workers' JVM, one a line. */
  private static final String WORKER_OPTIONS = "arkwright.worker.options";

  private static final long WORKER_END_MILLIS = 5_000;

  private final LocalWorkers workers;
  private final DispatchEngine engine;
  private final UnaryOperator<NodeSpec> offer;

  /**
   * A site that does nothing yet.
   *
   * @param partitions the sites that are only partitions of this machine
   * @param offer makes of a node as its worker found it what it shall offer, and where it stands
   */
  public LocalSite(
      LocalFolders folders, Collection<String> partitions, UnaryOperator<NodeSpec> offer) {
    this.offer = offer;
    this.workers =
        new LocalWorkers(
            workerCommand(),
            options(folders, folders.worker(), Optional.empty()),
            partitions.stream()
                .map(site -> options(folders, folders.worker(site), Optional.of(site)))
                .toList());
    this.engine = new DispatchEngine(workers, LeaseTerms.DEFAULT);
  }

  /** What runs attempts here. */
  public Engine engine() {
    return engine;
  }

  /** Ends the workers, once no job is left for them to watch; waits until they are gone. */
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
    Optional<Registration> introduction =
        request
            .introduction()
            .map(found -> new Registration(offer.apply(found.spec()), found.attempts()));
    return engine.sync(
        new SyncRequest(
            request.node(),
            request.incarnation(),
            introduction,
            request.carriedOut(),
            request.observations(),
            request.waitMillis()));
  }

  private static WorkerOptions options(LocalFolders folders, Path own, Optional<String> site) {
    return new WorkerOptions(
        own,
        folders.logs(),
        folders.work(),
        folders.serverFile(),
        folders.tokenFile(),
        LeaseTerms.DEFAULT.lease(),
        WorkerOptions.BOOT_ID_FILE,
        site);
  }

  private static List<String> workerCommand() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx96m",
            "--enable-native-access=ALL-UNNAMED"));
    System.getProperty(WORKER_OPTIONS, "").lines().forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
    return List.copyOf(command);
  }
}
