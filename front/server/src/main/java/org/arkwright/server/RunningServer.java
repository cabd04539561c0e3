package org.arkwright.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.arkwright.api.Endpoint;
import org.arkwright.api.node.UnservedHosts;
import org.arkwright.control.ControlThread;
import org.arkwright.dispatch.Channels;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.dispatch.WorkerExchange;
import org.arkwright.engine.Engine;
import org.arkwright.identity.Tokens;
import org.arkwright.journal.Journal;
import org.arkwright.local.LocalSite;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.options.StartException;
import org.arkwright.replica.DeploymentController;
import org.arkwright.server.home.HomeFolder;
import org.arkwright.server.home.HomeIdentity;
import org.arkwright.server.retention.Retention;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running control plane. Any thread may stop it. */
public final class RunningServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningServer.class);
  private static final long STOP_JOBS_MILLIS = 50_000;

  /** How long workers take at most to notice that the home is gone, and to end their ranks. */
  private static final long WORKERS_NOTICE_SECONDS = 4;

  private final Parts parts;
  private final ServerOptions options;
  private final Instant startedAt = Instant.now();
  private final Site site;
  private final Journal journal;
  private final ControlThread control;
  private final DeploymentController deployments;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final UnservedHosts unserved;
  private volatile String note = "";
  private volatile Listening listening = new Listening(List.of(), 0, 0);

  /**
   * The engine that runs attempts, and its workers.
   *
   * @param channels byte streams to its nodes
   * @param refused what its workers were refused
   * @param here whether a node is this machine
   * @param joinable the names of the sites that hosts may join
   * @param endWorkers ends the site's workers, when no job is left
   * @param endStarted ends the workers that a start which failed has started
   * @param workers the site's workers, as they were left before the start
   * @param work the folders that their ranks work in
   */
  record Site(
      Engine engine,
      WorkerExchange exchange,
      Channels channels,
      RefusedClaims refused,
      Predicate<NodeId> here,
      Set<String> joinable,
      Runnable endWorkers,
      Runnable endStarted,
      List<LocalSite.WorkerRecord> workers,
      Retention.WorkFolders work) {
    Site {
      joinable = Set.copyOf(joinable);
      workers = List.copyOf(workers);
    }
  }

  /** The endpoints served and the ports listened on. */
  private record Listening(List<Endpoint> endpoints, int apiPort, int gatewayPort) {}

  RunningServer(
      Parts parts,
      ServerOptions options,
      Site site,
      Journal journal,
      ControlThread control,
      DeploymentController deployments,
      UnservedHosts unserved) {
    this.parts = parts;
    this.options = options;
    this.site = site;
    this.journal = journal;
    this.control = control;
    this.deployments = deployments;
    this.unserved = unserved;
  }

  /**
   * Recovers from the journal and starts everything; requests are served when it returns.
   *
   * @throws StartException when the journal cannot be opened or an address cannot be bound; then
   *     nothing is left running or open
   */
  static RunningServer start(
      HomeFolder home, HomeIdentity identity, ServerOptions options, Tokens tokens, Site site)
      throws StartException {
    Parts parts = new Parts();
    try {
      return new ServerWiring(parts, home, identity, options, tokens, site).start();
    } catch (StartException | RuntimeException e) {
      parts.close();
      site.endStarted().run();
      throw e;
    }
  }

  void setListening(List<Endpoint> endpoints, int apiPort, int gatewayPort) {
    listening = new Listening(endpoints, apiPort, gatewayPort);
  }

  void setNote(String text) {
    note = text;
  }

  /** What the start has to say, in one paragraph; empty for nothing. */
  String note() {
    return note;
  }

  private String url(int port) {
    String host = options.listen();
    return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port);
  }

  /** The URL of the API. */
  public String url() {
    return url(listening.apiPort);
  }

  /** The URL of the models' API. */
  String gatewayUrl() {
    return url(listening.gatewayPort);
  }

  /** All endpoints that the server has. */
  List<Endpoint> endpoints() {
    return listening.endpoints;
  }

  Instant startedAt() {
    return startedAt;
  }

  ObjectNode about() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", ServerVersion.TEXT);
    json.put("pid", ProcessHandle.current().pid());
    json.put("url", url());
    json.put("gateway", gatewayUrl());
    json.put("home", options.home().toString());
    json.put("startedAt", startedAt.toString());
    json.putObject("journal")
        .put("location", withoutSecrets(options.journal().orElse("journal.db")))
        .put("lastNumber", journal.lastNumber());
    unserved.problem().ifPresent(problem -> json.put("hostsNotServed", problem));
    json.put("liveJobs", control.reader().read(state -> state.jobs().size()).join());
    return json;
  }

  private static String withoutSecrets(String location) {
    return location.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
  }

  void stopInBackground(boolean stopJobs, CommandOrigin origin) {
    Thread.ofPlatform().name("arkwright-stop").start(() -> stop(stopJobs, origin));
  }

  /** Stops the server; running ranks continue. */
  @Override
  public void close() {
    stop(false, CommandOrigin.of(PrincipalId.SERVER, "server stop"));
  }

  /**
   * Stops because the home is gone: jobs end with their workers, which notice it too, and nothing
   * can be recorded any more.
   */
  void abandonHome() {
    if (stopping.compareAndSet(false, true)) {
      log.error("The home {} is gone: the server ends, and its jobs with it", options.home());
      deployments.close();
      try {
        TimeUnit.SECONDS.sleep(WORKERS_NOTICE_SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      parts.close();
      stopped.countDown();
    }
  }

  /** Waits until the server has stopped, for whatever reason. */
  void awaitStopped() throws InterruptedException {
    stopped.await();
  }

  private void stop(boolean stopJobs, CommandOrigin origin) {
    if (!stopping.compareAndSet(false, true)) {
      awaitStoppedQuietly();
      return;
    }
    // First, because it would restart the replicas that are stopped here.
    deployments.close();
    try {
      if (stopJobs && !JobStopper.cancelAll(control, origin, STOP_JOBS_MILLIS)) {
        log.warn("Some jobs have not ended in time and will be ended after the next start");
      }
      if (control.reader().read(state -> state.running().isEmpty()).join()) {
        site.endWorkers().run(); // They have nothing left to supervise.
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (CompletionException e) {
      log.warn("Cannot stop the jobs: {}", e.getMessage());
    }
    parts.close();
    stopped.countDown();
  }

  private void awaitStoppedQuietly() {
    try {
      stopped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
