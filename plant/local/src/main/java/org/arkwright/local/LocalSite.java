package org.arkwright.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.arkwright.dispatch.Channels;
import org.arkwright.dispatch.DispatchEngine;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.dispatch.WorkerExchange;
import org.arkwright.dispatch.WorkerProvider;
import org.arkwright.engine.Engine;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.worker.WorkerFolder;
import org.arkwright.worker.WorkerMain;
import org.arkwright.worker.WorkerOptions;
import org.arkwright.worker.rank.MountFolders;
import org.arkwright.worker.rank.WorkSweep;

/**
 * This machine as one site or several: an engine for each, and a worker for each, started from this
 * process's class path. Sites beside home are partitions of the machine, or somewhere else: others
 * bring the workers of those.
 */
public final class LocalSite implements WorkerExchange {
  /** A system property with additional options for the workers' JVM, one per line. */
  private static final String WORKER_OPTIONS = "arkwright.worker.options";

  private static final long WORKER_END_MILLIS = 5_000;

  private final SortedMap<String, LocalWorkers> workers = new TreeMap<>();
  private final SortedMap<String, DispatchEngine> engines = new TreeMap<>();
  private final Channels channels = new Channels(Channels.Limits.DEFAULT, this::order);
  private final RefusedClaims refusedClaims = new RefusedClaims();
  private final WorkSweep work;
  private final UnaryOperator<NodeSpec> offer;
  private final Joining joining;
  private final Set<WorkerId> own = new HashSet<>();

  /**
   * How other hosts join.
   *
   * @param besides adds them to a site of this machine
   * @param alone brings the workers of each site that has none on this machine
   * @param offer maps a node as discovered by its worker to the node that it offers
   */
  public record Joining(
      Besides besides, List<WorkerProvider> alone, UnaryOperator<NodeSpec> offer) {
    public Joining {
      alone = List.copyOf(alone);
    }
  }

  /** Adds the workers of other hosts to a site of this machine. */
  @FunctionalInterface
  public interface Besides {
    /**
     * Returns the provider of a site's workers.
     *
     * @param own the provider of the worker on this machine
     * @param worker that worker
     */
    WorkerProvider at(WorkerProvider own, WorkerId worker);
  }

  /**
   * Creates sites that do nothing until their engines are started.
   *
   * @param partitions the sites that are partitions of this machine
   * @param terms what the site's owner gives to jobs
   * @param tokens issues a worker's token, again and again
   * @param offer maps a node as discovered by its worker to the node that it offers: its capacity
   *     and site
   * @param joining lets other hosts join
   */
  public LocalSite(
      LocalFolders folders,
      Collection<String> partitions,
      LocalTerms terms,
      WorkerTokens tokens,
      UnaryOperator<NodeSpec> offer,
      Joining joining) {
    this.offer = offer;
    this.joining = joining;
    this.work = new WorkSweep(folders.work(), MountFolders.in(folders.work()));
    add(options(folders, folders.worker(), Optional.empty(), terms), terms, tokens);
    for (String site : partitions) {
      add(options(folders, folders.worker(site), Optional.of(site), terms), terms, tokens);
    }
    joining.alone().forEach(provider -> add(provider, terms));
  }

  private void add(WorkerProvider provider, LocalTerms terms) {
    DispatchEngine engine = new DispatchEngine(provider, terms.leases(), refusedClaims);
    engine.watchLosses(channels::lose);
    engines.put(provider.profile().site(), engine);
  }

  private void add(WorkerOptions options, LocalTerms terms, WorkerTokens tokens) {
    LocalWorkers worker = new LocalWorkers(workerCommand(), options, tokens);
    workers.put(worker.profile().site(), worker);
    own.add(options.worker());
    add(joining.besides().at(worker, options.worker()), terms);
  }

  /** The engines that run attempts on this machine, by site. */
  public SortedMap<String, Engine> engines() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(engines));
  }

  /**
   * Returns the sites whose workers have ranks that have not ended, whether the sites are still
   * wanted or not.
   *
   * @throws IOException when the folder of a worker cannot be read
   */
  public static SortedSet<String> unfinished(LocalFolders folders) throws IOException {
    SortedSet<String> sites = new TreeSet<>();
    if (Files.isDirectory(folders.home())) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(folders.home(), LocalFolders.PARTITION + "*")) {
        for (Path worker : found) {
          String site = worker.getFileName().toString().substring(LocalFolders.PARTITION.length());
          if (Files.isDirectory(worker)
              && Names.isValid(site)
              && !WorkerFolder.read(worker, site).unfinished().isEmpty()) {
            sites.add(site);
          }
        }
      }
    }
    return sites;
  }

  /** Byte streams to the nodes of this machine. */
  public Channels channels() {
    return channels;
  }

  /** What the workers were refused. */
  public RefusedClaims refusedClaims() {
    return refusedClaims;
  }

  /** Whether a node is this machine, or a part of it. */
  public boolean isHere(NodeId node) {
    return own.contains(WorkerId.ofNode(node));
  }

  private void order(WorkerId worker, Order.Open order, Consumer<String> refused) {
    DispatchEngine engine = engines.get(worker.site());
    if (engine == null) {
      refused.accept("there is no site " + worker.site() + " here any more");
    } else {
      engine.open(worker, order, refused);
    }
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
    List<WorkerRecord> records = new ArrayList<>();
    for (LocalWorkers worker : workers.values()) {
      records.add(worker.record());
    }
    return records;
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
    workers.values().forEach(LocalWorkers::endStarted);
  }

  /** Ends the workers once no job needs them, and waits until they have ended. */
  public void endWorkers() {
    workers.values().forEach(LocalWorkers::end);
    engines.values().forEach(engine -> engine.endWorkers(own::contains));
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WORKER_END_MILLIS);
    try {
      for (LocalWorkers worker : workers.values()) {
        worker.awaitEnd(until);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public CompletionStage<SyncResponse> sync(SyncRequest request) {
    DispatchEngine engine = engines.get(request.node().site());
    if (engine == null) {
      return CompletableFuture.failedStage(
          new RejectedExecutionException(
              "no site of this server is named " + request.node().site()));
    }
    return engine.sync(
        request
            .introduction()
            .map(told -> offered(request.worker(), told))
            .map(request::introducing)
            .orElse(request));
  }

  /**
   * The registration of a worker as its site offers the node. Two workers of one name cannot be on
   * this machine, since the folder's lock admits one, so it needs no identity: a folder that was
   * deleted and made again has a new worker at once.
   */
  private Registration offered(WorkerId worker, Registration told) {
    return own.contains(worker)
        ? new Registration(
            offer.apply(told.spec()), told.attempts(), Optional.empty(), told.broughtFor())
        : new Registration(
            joining.offer().apply(told.spec()),
            told.attempts(),
            told.identity(),
            told.broughtFor());
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
