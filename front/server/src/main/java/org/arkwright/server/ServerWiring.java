package org.arkwright.server;

import com.linecorp.armeria.server.Server;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.api.ApiServer;
import org.arkwright.api.Endpoint;
import org.arkwright.api.ServedHome;
import org.arkwright.api.ServedPosition;
import org.arkwright.api.artifact.StoredModels;
import org.arkwright.api.job.JobEndings;
import org.arkwright.api.node.UnservedHosts;
import org.arkwright.api.stream.LogWakes;
import org.arkwright.api.transfer.TransferGate;
import org.arkwright.api.whatif.WhatIfRuns;
import org.arkwright.api.worker.JoinEndpoints;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.output.StoredUnion;
import org.arkwright.authority.Certification;
import org.arkwright.control.ControlThread;
import org.arkwright.control.JobIds;
import org.arkwright.dispatch.gang.UnitingEngine;
import org.arkwright.gateway.Gateway;
import org.arkwright.gateway.GatewaySettings;
import org.arkwright.gateway.PublishedTables;
import org.arkwright.gateway.usage.CountingSink;
import org.arkwright.identity.OldJobTokens;
import org.arkwright.identity.Tokens;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.Journals;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Request;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.arkwright.projection.Projector;
import org.arkwright.protocol.SecretBox;
import org.arkwright.ranklog.LogBound;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.replica.DeploymentController;
import org.arkwright.replica.ReplicaAddress;
import org.arkwright.replica.ReplicaEngine;
import org.arkwright.replica.ReplicaReach;
import org.arkwright.samples.SampleStore;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.series.SeriesFeed;
import org.arkwright.server.gateway.KeyPublisher;
import org.arkwright.server.gateway.UsageHandOver;
import org.arkwright.server.home.CopyNote;
import org.arkwright.server.home.HomeFolder;
import org.arkwright.server.home.HomeIdentity;
import org.arkwright.server.home.HomeSecrets;
import org.arkwright.server.home.JournalLineage;
import org.arkwright.server.home.ServerNotice;
import org.arkwright.server.retention.Retention;
import org.arkwright.spec.site.ImportSettings;
import org.arkwright.spec.site.RetentionSettings;
import org.arkwright.thread.ProcessHealth;
import org.arkwright.thread.Pulse;
import org.arkwright.tracking.MetricRetention;
import org.arkwright.tracking.RunEndings;
import org.arkwright.tracking.TrackingService;
import org.arkwright.tracking.store.TrackingStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the parts of a control plane, and starts them in order of their dependencies: first the
 * storage, then the API, whose requests wait until the writer has recovered, then the writer, then
 * its followers. They close in reverse: the writer before the engine, so that nothing happens any
 * more, and the API late, so that workers receive their last response.
 */
final class ServerWiring {
  private static final Logger log = LoggerFactory.getLogger(ServerWiring.class);
  private static final long LAST_RESPONSE_MILLIS = 200;

  private final Parts parts;
  private final HomeFolder home;
  private final HomeIdentity identity;
  private final ServerOptions options;
  private final Tokens tokens;
  private final RunningServer.Site site;
  private final JobIds ids = new JobIds(InstantSource.system(), new SplittableRandom());
  private final PublishedTables tables = new PublishedTables();
  private static final WhatIfRuns.Limits WHAT_IF =
      new WhatIfRuns.Limits(Duration.ofMinutes(15), Duration.ofMinutes(2));
  private static final int IMPORTS_MAX = 8;
  private static final int STORE_THREADS = 8;

  /** Of all workers at a time, in and out; others wait. */
  private static final int TRANSFERS_MAX = 64;

  private final JobEndings endings = new JobEndings();
  private final LogWakes wakes = new LogWakes();
  private final ProcessHealth health = new ProcessHealth();

  ServerWiring(
      Parts parts,
      HomeFolder home,
      HomeIdentity identity,
      ServerOptions options,
      Tokens tokens,
      RunningServer.Site site) {
    this.parts = parts;
    this.home = home;
    this.identity = identity;
    this.options = options;
    this.tokens = tokens;
    this.site = site;
  }

  /** The addresses on which the API and the gateway listen. */
  private record Addresses(InetSocketAddress api, InetSocketAddress gateway) {}

  /**
   * Starts everything; requests are served when it returns.
   *
   * @throws StartException when the journal cannot be opened or an address cannot be bound; the
   *     parts started until then have been added
   */
  RunningServer start() throws StartException {
    SiteSettings settings = SiteFile.read(home.site());
    SiteFile.checkSeries(settings, options.home());
    Addresses addresses = addresses();
    // Loading the HTTP library takes most of a start, so it runs in parallel to the recovery.
    Thread.ofPlatform().name("arkwright-load").daemon().start(ApiServer::load);
    ExecutorService background =
        parts.start(
            "background work",
            Executors::newVirtualThreadPerTaskExecutor,
            ExecutorService::shutdownNow);
    ImportSettings imports = SiteFile.imports(home.site());
    RetentionSettings kept = SiteFile.retention(home.site());
    ExecutorService storing = blocking("store", STORE_THREADS);
    SampleStore samples =
        parts.start(
            "samples",
            new SampleStore(new RankLogs(home.logs()), InstantSource.system())::start,
            SampleStore::close);
    health.watch(samples::trouble);
    TransferGate gate = new TransferGate(SiteFile.transfers(home.site()));
    ExecutorService importing = blocking("import", IMPORTS_MAX);
    ExecutorService transferring = blocking("transfer", TRANSFERS_MAX);
    Journal journal = parts.start("the journal", this::openJournal, Journal::close);
    AnchorKeeper anchor =
        parts.start(
            "the journal's anchor",
            () -> new AnchorKeeper(journal, home.anchor()),
            AnchorKeeper::close);
    if (options.acceptJournal()) {
      journal.forgetSnapshots(); // They may be of another course of events.
    }
    if (options.acceptJournal() || identity.original().isPresent()) {
      Projector.discard(home.projections());
    }
    TrackingStore trackingStore = parts.start("tracking", this::openTracking, TrackingStore::close);
    ArtifactStore store = openArtifacts();
    HomeSecrets secrets = new HomeSecrets(home);
    ReplicaAddress replicas = new ReplicaAddress(secrets.replicaSecret());
    ReplicaReach reach = new ReplicaReach(replicas, site.here(), site.channels());
    UnitingEngine engine = new UnitingEngine(site.engine(), new StoredUnion(store));
    ControlThread control =
        ControlThread.of(
            journal,
            new AttemptTokenEngine(new ReplicaEngine(engine, replicas), tokens.issued()),
            new Scheduler(settings));
    engine.readFrom(attempt ->
        control
            .reader()
            .read(state ->
                state
                    .job(attempt.job())
                    .flatMap(job -> job.state().liveAttempt())
                    .filter(live -> live.id().equals(attempt))));
    long lastNumber = journal.lastNumber();
    Projector projector =
        parts.start(
            "projections",
            () -> Projector.open(home.projections(), journal, control.reader()),
            Projector::close);
    TrackingService tracking =
        new TrackingService(
            trackingStore, new StoredModels(control, store, background), InstantSource.system());
    DeploymentController deployments =
        new DeploymentController(control, ids, replicas, reach, background, tables);
    KeyPublisher keys = new KeyPublisher(control.reader(), tables::publish);
    CountingSink traffic = new CountingSink(new UsageHandOver(control));
    Optional<Certification> certification = certification();
    UnservedHosts unserved =
        certification.isPresent() ? UnservedHosts.NONE : HostsDoor.unserved(home);
    RunningServer server =
        new RunningServer(parts, options, site, journal, control, deployments, unserved);
    AtomicReference<URI> door = new AtomicReference<>(URI.create("https://127.0.0.1:1"));
    WhatIfRuns whatIfs =
        parts.start(
            "what-ifs",
            new WhatIfRuns(
                    home.whatIfs(),
                    new TwinStart(
                        options
                            .journal()
                            .map(Journals::absolute)
                            .orElse(home.journal().toAbsolutePath().toString())),
                    background,
                    InstantSource.system(),
                    WHAT_IF)
                ::start,
            WhatIfRuns::close);
    List<Endpoint> endpoints =
        new EndpointWiring(
                home,
                options,
                site.exchange(),
                site.channels(),
                site.refused(),
                site.here(),
                ids,
                endings,
                wakes,
                health,
                server,
                journal,
                anchor,
                control,
                projector,
                tracking,
                store,
                deployments,
                keys,
                background,
                storing,
                importing,
                transferring,
                gate,
                SiteFile.jobs(home.site()).rankLog().map(LogBound::new).orElse(LogBound.DEFAULT),
                imports,
                new SecretBox(secrets.secretKey()),
                traffic,
                tokens.names(),
                whatIfs,
                new JoinEndpoints(certification, door::get, site.joinable(), background),
                unserved,
                samples)
            .endpoints();
    HttpDoor api =
        new HttpDoor(
            endpoints,
            tokens,
            new ServedHome(identity.place().name(), identity.place().path()),
            new ServedPosition(control.reader()));
    Server http =
        parts.start(
            "the API",
            () -> ListenAddress.listen(addresses.api(), options.port(), api::open),
            HttpDoor::close);
    if (certification.isPresent()) {
      InetSocketAddress listening = options.workers().orElseThrow();
      Server hosts =
          parts.start(
              "the workers of other hosts",
              () ->
                  ListenAddress.listen(
                      listening,
                      OptionalInt.of(listening.getPort()),
                      address ->
                          api.openForHosts(address, certification.get(), options.workersName())),
              HttpDoor::close);
      door.set(HostsDoor.url(hosts, listening, options.workersName()));
      new LastDoor(
              new InetSocketAddress(listening.getAddress(), HostsDoor.port(hosts)),
              options.workersName())
          .save(home);
    }
    parts.closing("the workers' last response", () -> Thread.sleep(LAST_RESPONSE_MILLIS));
    parts.closing("waiting clients", endings::close);
    parts.closing("followers of logs", wakes::close);
    parts.closing("the engine", engine::close);
    parts.start("the writer", () -> started(control, journal), ControlThread::close);
    anchor.start();
    anchor.verifySoon();
    parts.start(
        "the pulse",
        () ->
            new ServerHealth(
                    control,
                    site.engine(),
                    anchor,
                    projector,
                    trackingStore,
                    deployments,
                    background)
                .watch(health),
        Pulse::close);
    admitOldTokens(control);
    server.setNote(
        Stream.of(
                unserved.problem().orElse(""),
                CopyNote.of(identity, journal, lastNumber),
                certification.map(_ -> HostsDoor.note(door.get())).orElse(""))
            .filter(note -> !note.isEmpty())
            .collect(Collectors.joining("\n")));
    announce(control, settings);
    projector.start();
    RunEndings.follow(control.reader(), journal.lastNumber(), projector, tracking);
    endings.follow(control.reader(), journal.lastNumber());
    wakes.follow(control.reader(), journal.lastNumber());
    Gateway gateway =
        parts.start(
            "the gateway",
            () ->
                ListenAddress.listen(
                    addresses.gateway(),
                    options.gatewayPort(),
                    address -> startGateway(address, traffic, deployments, keys)),
            Gateway::close);
    keys.follow(journal.lastNumber());
    parts.closing("the gateway's keys", keys::close);
    health.watch(keys::trouble);
    deployments.start(journal.lastNumber(), gateway.loads());
    parts.closing("relays to replicas", reach::close);
    parts.closing("byte streams to nodes", site.channels()::close);
    parts.closing("deployments", deployments::close);
    SeriesFeed series = new SeriesFeed(settings, options.home(), control, InstantSource.system());
    parts.closing("the energy series", series::close);
    health.watchAll(series::troubles);
    series.start();
    Retention retention =
        new Retention(
            kept,
            control.reader(),
            new RankLogs(home.logs()),
            home.serverLog(),
            projector,
            new MetricRetention(trackingStore),
            site.work(),
            store,
            InstantSource.system());
    parts.closing("retention", retention::close);
    health.watch(retention.start()::trouble);
    server.setListening(endpoints, http.activeLocalPort(), gateway.port());
    return server;
  }

  private ExecutorService blocking(String name, int threads) throws StartException {
    return parts.start(
        name + " threads",
        () -> BlockingThreads.start(name, threads),
        ExecutorService::shutdownNow);
  }

  private Addresses addresses() throws StartException {
    Optional<ServerNotice> previous = ServerNotice.read(home.notice());
    return new Addresses(
        ListenAddress.choose(
            options.listen(),
            options.port(),
            ServerOptions.PORT_DEFAULT,
            previous.map(ServerNotice::url).orElse("")),
        ListenAddress.choose(
            options.gatewayHost(),
            options.gatewayPort(),
            ServerOptions.GATEWAY_PORT_DEFAULT,
            previous.map(ServerNotice::gateway).orElse("")));
  }

  private Journal openJournal() throws StartException {
    try {
      return Journals.open(options.journal().orElse(home.journal().toString()));
    } catch (JournalException e) {
      throw new StartException(ExitCodes.JOURNAL, String.valueOf(e.getMessage()));
    }
  }

  private ControlThread started(ControlThread control, Journal journal) throws StartException {
    try {
      control.start(
          new JournalLineage(home, identity, journal, site.workers(), options.acceptJournal())
              ::start);
      return control;
    } catch (JournalException e) {
      throw new StartException(ExitCodes.JOURNAL, String.valueOf(e.getMessage()));
    }
  }

  /** Attempts that began under an earlier version go on with the tokens that it gave them. */
  private void admitOldTokens(ControlThread control) throws StartException {
    Set<AttemptId> live =
        control
            .reader()
            .read(state ->
                state.running().stream()
                    .flatMap(job -> job.state().liveAttempt().stream())
                    .map(Attempt::id)
                    .collect(Collectors.toUnmodifiableSet()))
            .join();
    try {
      tokens
          .issued()
          .admit(OldJobTokens.retire(home.oldWorkerToken(), home.retiredWorkerToken(), live));
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME,
          "cannot retire the workers' old token: %s".formatted(HomeFolder.problem(e)));
    }
  }

  private TrackingStore openTracking() throws StartException {
    try {
      return TrackingStore.open(home.tracking());
    } catch (SQLException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot open %s: %s".formatted(home.tracking(), e.getMessage()));
    }
  }

  private ArtifactStore openArtifacts() throws StartException {
    try {
      return ArtifactStore.open(home.artifacts());
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot open %s: %s".formatted(home.artifacts(), e.getMessage()));
    }
  }

  private Gateway startGateway(
      InetSocketAddress address,
      CountingSink traffic,
      DeploymentController deployments,
      KeyPublisher keys)
      throws BindException, StartException {
    try {
      var _ = keys.refresh().join();
      return Gateway.start(
          GatewaySettings.of(address, home.usage(), home.responses())
              .withOrigins(options.origins()),
          tables,
          deployments,
          traffic,
          health);
    } catch (BindException e) {
      throw e;
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot write %s: %s".formatted(home.usage(), HomeFolder.cause(e)));
    }
  }

  /**
   * Records the site's settings. If the journal cannot be written now, the old settings stay in
   * force and the server still answers.
   */
  private static void announce(ControlThread control, SiteSettings settings) {
    var _ =
        control
            .submit(
                Request.of(
                    new UsageCommand.SetSite(settings),
                    CommandOrigin.of(PrincipalId.SERVER, "site.yaml")))
            .exceptionally(problem -> {
              log.warn("The settings of site.yaml are not in force yet: {}", problem.getMessage());
              return null;
            });
  }

  private Optional<Certification> certification() throws StartException {
    if (options.workers().isEmpty()) {
      return Optional.empty();
    }
    Certification opened = HostsDoor.certification(home, identity.home());
    parts.closing("the register of hosts", opened.register()::close);
    return Optional.of(opened);
  }
}
