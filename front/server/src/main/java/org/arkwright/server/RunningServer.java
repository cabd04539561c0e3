package org.arkwright.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.arkwright.api.ApiServer;
import org.arkwright.api.ArtifactEndpoints;
import org.arkwright.api.DeploymentEndpoints;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.FleetEndpoints;
import org.arkwright.api.ImportEndpoints;
import org.arkwright.api.JobEndings;
import org.arkwright.api.JobEndpoints;
import org.arkwright.api.JobLookup;
import org.arkwright.api.JournalEndpoints;
import org.arkwright.api.KeyEndpoints;
import org.arkwright.api.ServerEndpoints;
import org.arkwright.api.StreamEndpoints;
import org.arkwright.api.SubmitEndpoint;
import org.arkwright.api.TrackingEndpoints;
import org.arkwright.api.UsageEndpoints;
import org.arkwright.api.WorkerEndpoint;
import org.arkwright.api.imports.Imports;
import org.arkwright.api.stream.EventStream;
import org.arkwright.api.stream.LogStream;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.control.ControlThread;
import org.arkwright.control.JobIds;
import org.arkwright.deployment.ReplicaStatus.Health;
import org.arkwright.dispatch.WorkerExchange;
import org.arkwright.engine.Engine;
import org.arkwright.gateway.PublishedTables;
import org.arkwright.identity.ExitCodes;
import org.arkwright.identity.StartException;
import org.arkwright.identity.TokenFile;
import org.arkwright.identity.Tokens;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.Journals;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.projection.Projector;
import org.arkwright.protocol.RankLogs;
import org.arkwright.replica.DeploymentController;
import org.arkwright.replica.ReplicaAddress;
import org.arkwright.replica.ReplicaEngine;
import org.arkwright.replica.Runtimes;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.series.SeriesFeed;
import org.arkwright.series.SeriesSource;
import org.arkwright.server.gateway.GatewayProcess;
import org.arkwright.tracking.RunEndings;
import org.arkwright.tracking.TrackingService;
import org.arkwright.tracking.TrackingStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of the control plane, wired and running. Any thread may stop it. */
public final class RunningServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningServer.class);
  private static final long STOP_JOBS_MILLIS = 50_000;
  private static final long PARTING_MILLIS = 200;
  private static final long STOP_LISTENING_MILLIS = 300;

  private final ServerOptions options;
  private final Instant startedAt = Instant.now();
  private final Site site;
  private final Journal journal;
  private final ControlThread control;
  private final Projector projector;
  private final TrackingStore trackingStore;
  private final TrackingService tracking;
  private final JobEndings endings;
  private final JobIds ids = new JobIds(InstantSource.system(), new SplittableRandom());
  private final PublishedTables publications = new PublishedTables();
  private final DeploymentController keeper;
  private final GatewayProcess gateway;
  private final Server http;
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Endpoint> endpoints;
  private final String url;

  /**
   * What runs the attempts.
   *
   * @param endWorkers ends the site's workers, once no job is left
   */
  record Site(Engine engine, WorkerExchange exchange, Runnable endWorkers) {}

  /** Where the API and the gateway listen. */
  private record Addresses(InetSocketAddress api, InetSocketAddress gateway) {}

  private RunningServer(
      HomeFolder home,
      ServerOptions options,
      Addresses addresses,
      Tokens tokens,
      Journal journal,
      Site site,
      SiteSettings settings,
      ReplicaAddress replicas)
      throws StartException {
    this.options = options;
    this.site = site;
    this.journal = journal;
    this.trackingStore = openTracking(home);
    this.control =
        ControlThread.start(
            journal, new ReplicaEngine(site.engine(), replicas), new Scheduler(settings));
    announce(home, settings);
    this.projector = Projector.start(home.projections(), journal, control);
    this.tracking = new TrackingService(trackingStore, InstantSource.system());
    RunEndings.follow(control, journal.lastNumber(), projector, tracking);
    this.endings = new JobEndings(control, journal.lastNumber());
    this.keeper = new DeploymentController(control, ids, replicas, background, publications);
    this.gateway = startGateway(home, addresses.gateway());
    this.endpoints = endpoints(home);
    this.http = listen(addresses.api(), endpoints, tokens);
    this.url = "http://%s:%d".formatted(hostInUrl(options.listen()), http.activeLocalPort());
    keeper.start(journal.lastNumber(), gateway.loads());
    new SeriesFeed(settings, options.home(), control, InstantSource.system()).start(background);
  }

  /**
   * Recovers from the journal and starts everything; requests are answered when it returns.
   *
   * @throws StartException when the journal or the address cannot be had
   */
  static RunningServer start(HomeFolder home, ServerOptions options, Tokens tokens, Site site)
      throws StartException {
    SiteSettings settings = SiteFile.read(home.site());
    checkSeries(settings, options.home());
    ReplicaAddress replicas = new ReplicaAddress(TokenFile.readOrMake(home.replicaSecret()));
    Optional<ServerNotice> before = ServerNotice.read(home.notice());
    Addresses addresses =
        new Addresses(
            ListenAddress.choose(
                options.listen(),
                options.port(),
                ServerOptions.PORT_USUAL,
                before.map(ServerNotice::url).orElse("")),
            ListenAddress.choose(
                options.listen(),
                options.gatewayPort(),
                ServerOptions.GATEWAY_PORT_USUAL,
                before.map(ServerNotice::gateway).orElse("")));
    // Loading the HTTP library takes most of a start, so it goes on beside the recovery.
    Thread.ofPlatform().name("arkwright-load").daemon().start(ApiServer::load);
    try {
      Journal journal = Journals.open(options.journal().orElse(home.journal().toString()));
      return new RunningServer(home, options, addresses, tokens, journal, site, settings, replicas);
    } catch (JournalException e) {
      throw new StartException(ExitCodes.JOURNAL, String.valueOf(e.getMessage()));
    }
  }

  private static void checkSeries(SiteSettings settings, Path home) throws StartException {
    try {
      SeriesFeed.check(settings, home);
    } catch (SeriesSource.UnreadableException e) {
      throw new StartException(ExitCodes.USAGE, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(ExitCodes.HOME, "interrupted while reading series");
    }
  }

  private GatewayProcess startGateway(HomeFolder home, InetSocketAddress address)
      throws StartException {
    try {
      return GatewayProcess.start(address, home.usage(), publications, keeper, control);
    } catch (IOException e) {
      throw new StartException(ExitCodes.ADDRESS, String.valueOf(e.getMessage()));
    }
  }

  private static TrackingStore openTracking(HomeFolder home) throws StartException {
    try {
      return TrackingStore.open(home.tracking());
    } catch (SQLException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot open %s: %s".formatted(home.tracking(), e.getMessage()));
    }
  }

  /** A journal that cannot take them now keeps the old ones, and the server can still be asked. */
  private void announce(HomeFolder home, SiteSettings settings) throws StartException {
    var _ = control.submit(HomeIdentity.of(home).start());
    var _ =
        control
            .submit(new UsageCommand.SetSite(settings))
            .exceptionally(problem -> {
              log.warn("The figures of site.yaml do not hold yet: {}", problem.getMessage());
              return null;
            });
  }

  private List<Endpoint> endpoints(HomeFolder home) {
    JobLookup lookup = new JobLookup(control, journal, projector, background);
    RankLogs logs = new RankLogs(home.logs());
    ArtifactStore store = store(home);
    List<EndpointGroup> groups =
        List.of(
            new SubmitEndpoint(control, lookup, ids),
            new JobEndpoints(control, lookup, endings),
            new StreamEndpoints(
                lookup,
                new EventStream(control, journal),
                new LogStream(control, logs),
                background),
            new FleetEndpoints(control),
            new KeyEndpoints(control, gateway.keys()::refresh),
            new DeploymentEndpoints(
                control,
                lookup,
                attempt -> keeper.health(attempt) == Health.READY,
                new Runtimes(control, store),
                logs,
                background),
            new ArtifactEndpoints(control, store, home.work(), background),
            new ImportEndpoints(new Imports(control, store, background)),
            new TrackingEndpoints(control, tracking),
            new UsageEndpoints(control, journal, projector, InstantSource.system(), background),
            new JournalEndpoints(journal, background),
            new ServerEndpoints(this::about, this::stopInBackground, background),
            new WorkerEndpoint(site.exchange()::sync));
    List<Endpoint> endpoints = new ArrayList<>();
    groups.forEach(group -> endpoints.addAll(group.endpoints()));
    return endpoints;
  }

  private static ArtifactStore store(HomeFolder home) {
    try {
      return ArtifactStore.open(home.artifacts());
    } catch (IOException e) {
      throw new UncheckedIOException("the store of artifacts cannot be opened", e);
    }
  }

  private static Server listen(InetSocketAddress address, List<Endpoint> endpoints, Tokens tokens) {
    Server server = ApiServer.build(address, endpoints, tokens);
    server.start().join();
    return server;
  }

  private static String hostInUrl(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** Where clients reach it. */
  public String url() {
    return url;
  }

  /** Where the models' API is. */
  String gatewayUrl() {
    return "http://%s:%d".formatted(hostInUrl(options.listen()), gateway.port());
  }

  /** All that it serves. */
  List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  Instant startedAt() {
    return startedAt;
  }

  private ObjectNode about() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", ServerVersion.TEXT);
    json.put("pid", ProcessHandle.current().pid());
    json.put("url", url);
    json.put("gateway", gatewayUrl());
    json.put("home", options.home().toString());
    json.put("startedAt", startedAt.toString());
    json.putObject("journal")
        .put("location", withoutSecrets(options.journal().orElse("journal.db")))
        .put("lastNumber", journal.lastNumber());
    json.put("liveJobs", control.read(state -> state.jobs().size()).join());
    return json;
  }

  private static String withoutSecrets(String location) {
    return location.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
  }

  private void stopInBackground(boolean stopJobs, CommandOrigin origin) {
    Thread.ofPlatform().name("arkwright-stop").start(() -> stop(stopJobs, Optional.of(origin)));
  }

  /** Stops; running ranks stay as they are. */
  @Override
  public void close() {
    stop(false, Optional.empty());
  }

  /** Waits until it has stopped, whoever asked for it. */
  void awaitStopped() throws InterruptedException {
    stopped.await();
  }

  private void stop(boolean stopJobs, Optional<CommandOrigin> origin) {
    if (!stopping.compareAndSet(false, true)) {
      awaitStoppedQuietly();
      return;
    }
    // First of all, or it would start replicas anew that are stopped here.
    quietly("deployments", keeper::close);
    try {
      if (stopJobs && !JobStopper.cancelAll(control, origin, STOP_JOBS_MILLIS)) {
        log.warn("Some jobs have not ended in time and are left to the next start");
      }
      if (control.read(state -> state.running().isEmpty()).join()) {
        site.endWorkers().run(); // They would watch over nothing.
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (CompletionException e) {
      log.warn("Jobs cannot be stopped: {}", e.getMessage());
    }
    closeAll();
    stopped.countDown();
  }

  /** The writer first, so that nothing happens any more; the API late, for the workers' parting. */
  private void closeAll() {
    quietly("the gateway", gateway::close); // Its usage still needs the writer.
    quietly("the writer", control::close);
    quietly("the engine", site.engine()::close);
    quietly("waiting clients", endings::close);
    quietly("the workers' parting", () -> Thread.sleep(PARTING_MILLIS));
    quietly("the API", this::stopListening);
    quietly("projections", projector::close);
    quietly("tracking", trackingStore::close);
    quietly("the journal", journal::close);
    quietly("background work", background::shutdownNow);
  }

  /** The port is free at once; the library's own threads take their time, which nobody has to. */
  private void stopListening() throws ExecutionException, InterruptedException {
    try {
      http.stop().get(STOP_LISTENING_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      log.debug("The HTTP library is still closing down");
    }
  }

  /** Something that closes. */
  @FunctionalInterface
  private interface Closing {
    void close() throws Exception;
  }

  private static void quietly(String what, Closing closing) {
    try {
      closing.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.warn("Could not close {}", what, e);
    }
  }

  private void awaitStoppedQuietly() {
    try {
      stopped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
