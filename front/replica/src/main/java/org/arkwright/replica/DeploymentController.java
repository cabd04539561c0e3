package org.arkwright.replica;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.JobIds;
import org.arkwright.control.KernelClock;
import org.arkwright.control.UnavailableException;
import org.arkwright.deployment.ReconcileResult;
import org.arkwright.deployment.Reconciler;
import org.arkwright.deployment.ReplicaStatus;
import org.arkwright.gateway.PublishedTables;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.route.DeploymentWaker;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.Route.Unavailable;
import org.arkwright.gateway.route.RouteLoad;
import org.arkwright.gateway.route.RouteLoads;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;
import org.arkwright.kernel.state.ReplicaJobs;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.Request;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.job.Job;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Backoff;
import org.arkwright.thread.ServiceThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles the deployments a few times per second and whenever something happens: submits the
 * reconciler's commands, publishes the routes and starts probes. Its thread ends with {@link
 * #close}.
 */
public final class DeploymentController implements DeploymentWaker, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeploymentController.class);
  private static final long RECONCILE_MILLIS = 200;
  private static final long IDLE_RECONCILE_MILLIS = 60_000;
  private static final Backoff RETRIES = Backoff.ofMillis(1000, 8000);
  private static final long STOPPED_RETRY_SECONDS = 60;

  private final ControlPlane control;
  private final JobIds ids;
  private final ReplicaAddress address;
  private final ReplicaReach reach;
  private final ReplicaProbes probes;
  private final PublishedTables publishedTables;
  private final Reconciler reconciler = new Reconciler(nowNanos());
  private final LinkedBlockingQueue<Boolean> wakeUps = new LinkedBlockingQueue<>(1);
  private final Set<DeploymentName> woken = new ConcurrentSkipListSet<>();
  private List<Route> published = List.of();
  private RequestEstimator publishedEstimator =
      RequestEstimator.of(SiteSettings.DEFAULT, List.of());
  private volatile Optional<ServiceThread> thread = Optional.empty();
  private volatile ControlPlane.Subscription subscription = () -> {};
  private volatile boolean closed;

  /**
   * Creates a controller that is not started yet.
   *
   * @param reach where the replicas are reached
   * @param background runs the probes, which may block
   */
  public DeploymentController(
      ControlPlane control,
      JobIds ids,
      ReplicaAddress address,
      ReplicaReach reach,
      Executor background,
      PublishedTables publishedTables) {
    this.control = control;
    this.ids = ids;
    this.address = address;
    this.reach = reach;
    this.probes = new ReplicaProbes(address, reach, background);
    this.publishedTables = publishedTables;
  }

  /**
   * Starts the controller, following events after that entry of the journal.
   *
   * @param loads the gateway's counters
   */
  public void start(long after, RouteLoads loads) {
    thread = Optional.of(ServiceThread.of("arkwright-deployments", () -> run(loads)).start());
    subscription =
        control
            .reader()
            .subscribe(
                after,
                events -> {
                  if (events.stream().anyMatch(numbered -> concerns(numbered.event()))) {
                    wakeUp();
                  }
                });
  }

  private static boolean concerns(Event event) {
    return event instanceof DeploymentEvent
        || event instanceof NodeEvent
        || event instanceof Event.AttemptRunning
        || event instanceof Event.JobRequeued
        || event instanceof Event.JobSucceeded
        || event instanceof Event.JobFailed
        || event instanceof Event.JobCancelled;
  }

  @Override
  public void wake(RouteName route) {
    if (route.model().length() <= DeploymentName.LENGTH_MAX
        && woken.add(new DeploymentName(route.project(), route.model()))) {
      wakeUp();
    }
  }

  /** The replica's health according to its last probes. */
  public ReplicaStatus.Health health(AttemptId attempt) {
    return probes.health(attempt);
  }

  /** What keeps the replica from being ready, according to its last probe; empty if nothing. */
  public Optional<String> probeFinding(AttemptId attempt) {
    return probes.finding(attempt);
  }

  private void wakeUp() {
    var _ = wakeUps.offer(true);
  }

  /** What keeps deployments from being looked after, if anything does. Any thread. */
  public Optional<String> trouble() {
    return thread.flatMap(ServiceThread::trouble);
  }

  private void run(RouteLoads loads) throws InterruptedException {
    long wait = 0;
    int failures = 0;
    while (!closed) {
      try {
        var _ = wakeUps.poll(wait, TimeUnit.MILLISECONDS);
        if (!closed) {
          wait = reconcile(loads) ? RECONCILE_MILLIS : IDLE_RECONCILE_MILLIS;
          failures = 0;
        }
      } catch (CompletionException e) {
        if (!closed && !(e.getCause() instanceof UnavailableException)) {
          log.error("Deployments could not be reconciled; retrying soon", e);
        }
        failures++;
        wait = RETRIES.after(failures, ThreadLocalRandom.current()).toMillis();
      }
    }
  }

  /** Reconciles once; returns whether there may be more to do soon. */
  private boolean reconcile(RouteLoads loads) {
    List<DeploymentName> waking = List.copyOf(woken);
    ReplicaStatus replicaStatus = new ObservedStatus(waking, loads);
    record Result(
        ReconcileResult reconcileResult,
        List<Deployment> deployments,
        SortedMap<DeploymentName, Unavailable> failing,
        SortedMap<AttemptId, NodeId> elsewhere,
        SiteSettings site) {}
    Result result =
        control
            .reader()
            .read(state ->
                new Result(
                    reconciler.reconcile(state, replicaStatus, ids::next, nowNanos()),
                    deployments(state),
                    FailingDeployments.in(state, nowNanos()),
                    elsewhere(state),
                    state.metering().settings().orElse(SiteSettings.DEFAULT)))
            .join();
    reach.follow(result.elsewhere);
    publish(
        result.deployments,
        result.reconcileResult.routes(),
        result.failing,
        RequestEstimator.of(result.site, result.deployments));
    List<CompletableFuture<ControlPlane.Answer>> answers = new ArrayList<>();
    for (Command command : result.reconcileResult.commands()) {
      answers.add(control.submit(Request.of(command, PrincipalId.DEPLOYMENTS)));
    }
    answers.forEach(CompletableFuture::join);
    woken.removeAll(waking);
    probes.probe(result.reconcileResult.probes(), this::wakeUp);
    return !result.deployments.isEmpty()
        || !result.reconcileResult.commands().isEmpty()
        || result.reconcileResult.draining();
  }

  /** The replicas on other machines. */
  private SortedMap<AttemptId, NodeId> elsewhere(State state) {
    SortedMap<AttemptId, NodeId> elsewhere = new TreeMap<>();
    for (Deployment deployment : state.deployments().all()) {
      for (Job replica : ReplicaJobs.live(state, deployment.name())) {
        replica
            .state()
            .liveAttempt()
            .ifPresent(attempt ->
                attempt
                    .allocation()
                    .map(allocation -> allocation.ranks().getFirst().node())
                    .filter(reach::isElsewhere)
                    .ifPresent(node -> elsewhere.put(attempt.id(), node)));
      }
    }
    return elsewhere;
  }

  private static List<Deployment> deployments(State state) {
    return List.copyOf(state.deployments().all());
  }

  private void publish(
      List<Deployment> deployments,
      SortedMap<DeploymentName, List<AttemptId>> ready,
      SortedMap<DeploymentName, Unavailable> failing,
      RequestEstimator estimator) {
    List<Route> routes = new ArrayList<>();
    Set<Integer> ports = new TreeSet<>();
    for (Deployment deployment : deployments) {
      List<Backend> backends = new ArrayList<>();
      for (AttemptId attempt : ready.getOrDefault(deployment.name(), List.of())) {
        // Only one of two attempts with the same port can have it, and it is not known which.
        if (reach.isRelayed(attempt) || ports.add(address.port(attempt))) {
          backends.add(
              new Backend(
                  attempt.toString(),
                  reach.uri(attempt),
                  Optional.of(address.token(attempt)),
                  deployment.spec().serving().upstream()));
        }
      }
      Optional<Unavailable> unavailable =
          backends.isEmpty()
              ? Optional.ofNullable(failing.get(deployment.name())).or(() -> stopped(deployment))
              : Optional.empty();
      routes.add(
          new Route(
              new RouteName(deployment.name().project(), deployment.name().name()),
              deployment.createdAtNanos(),
              backends,
              unavailable.isEmpty(),
              unavailable,
              adapters(deployment)));
    }
    if (!routes.equals(published) || !estimator.equals(publishedEstimator)) {
      published = List.copyOf(routes);
      publishedEstimator = estimator;
      publishedTables.publish(RoutingTable.of(routes, estimator));
    }
  }

  private static SortedSet<String> adapters(Deployment deployment) {
    return deployment.spec().serving().options().adapters().stream()
        .map(ref -> ref.name().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Optional<Unavailable> stopped(Deployment deployment) {
    return deployment.spec().replicas().max() == 0
        ? Optional.of(new Unavailable("It is scaled to 0 replicas.", STOPPED_RETRY_SECONDS))
        : Optional.empty();
  }

  private static long nowNanos() {
    return KernelClock.nanos(Clock.systemUTC().instant());
  }

  /** The status according to probes, the gateway and requests to wake a deployment. */
  private final class ObservedStatus implements ReplicaStatus {
    private final Set<DeploymentName> waking;
    private final RouteLoads loads;
    private final SortedMap<DeploymentName, Demand> demands = new TreeMap<>();

    ObservedStatus(List<DeploymentName> waking, RouteLoads loads) {
      this.waking = new TreeSet<>(waking);
      this.loads = loads;
    }

    @Override
    public Health health(AttemptId attempt) {
      return probes.health(attempt);
    }

    @Override
    public int outstanding(AttemptId attempt) {
      return loads.outstanding(attempt.toString());
    }

    @Override
    public Demand demand(DeploymentName deployment) {
      return demands.computeIfAbsent(deployment, this::readDemand);
    }

    private Demand readDemand(DeploymentName deployment) {
      RouteLoad load = loads.of(new RouteName(deployment.project(), deployment.name()));
      int held = waking.contains(deployment) ? Math.max(1, load.held()) : load.held();
      return new Demand(load.outstanding(), held, load.lastActiveNanos());
    }
  }

  @Override
  public void close() {
    closed = true;
    subscription.close();
    wakeUp();
    try {
      if (thread.isPresent()) {
        var _ = thread.get().join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
