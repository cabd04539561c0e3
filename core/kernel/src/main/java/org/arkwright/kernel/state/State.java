package org.arkwright.kernel.state;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.index.DueTimes;
import org.arkwright.kernel.index.IdempotencyKeys;
import org.arkwright.kernel.index.NodeTable;
import org.arkwright.kernel.index.NodeUsage;
import org.arkwright.kernel.index.PastUse;
import org.arkwright.kernel.index.PendingIndex;
import org.arkwright.kernel.index.PowerTable;
import org.arkwright.kernel.index.QuotaTable;
import org.arkwright.kernel.index.RunHistory;
import org.arkwright.kernel.index.SiteTable;
import org.arkwright.model.Event;
import org.arkwright.model.access.Quota;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.order.Orderings;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.PendingClass;

/**
 * The live jobs, nodes and quotas, with indexes that avoid searching. It changes only through
 * {@link Kernel#apply}; finished jobs are removed. Equal sequences of events give equal states,
 * compared by {@link #image()}.
 *
 * <p>Belongs to one thread. Its methods return read-only views that the next event may change,
 * except for records, which are values.
 */
public final class State implements ClusterView {
  private final JobTable jobs = new JobTable();
  private final RunningJobs running = new RunningJobs();
  private final PendingIndex pending;
  private final NodeTable nodes = new NodeTable();
  private final SiteTable sites = new SiteTable();
  private final QuotaTable quotas = new QuotaTable();
  private final DueTimes timeouts = new DueTimes();
  private final DueTimes backoffs = new DueTimes();
  private final IdempotencyKeys idempotencyKeys = new IdempotencyKeys();
  private final RunHistory runs = new RunHistory();
  private final PastUse pastUse = new PastUse();
  private final Map<EnergySeries.Kind, EnergySeries> energySeries =
      new EnumMap<>(EnergySeries.Kind.class);
  private Optional<PowerTable> power = Optional.empty();
  private Metering metering = new Metering();
  private final ArtifactTable artifacts = new ArtifactTable();
  private final DeploymentTable deployments = new DeploymentTable();
  private final PipelineTable pipelines = new PipelineTable();
  private final KeyRing keys = new KeyRing();
  private long quotasSinceNanos;
  private Optional<Event.ServerStarted> lastStart = Optional.empty();

  /** Creates an empty state whose gangs are queued in the default order. */
  public State() {
    this(Orderings.DEFAULT);
  }

  /**
   * Creates an empty state.
   *
   * @param ordering the order in which gangs of a class are offered; affects nothing else
   */
  public State(OrderingPolicy ordering) {
    pending = new PendingIndex(ordering);
  }

  /** Restores a state from its image, with the default order. */
  public static State from(StateImage image) {
    return from(image, Orderings.DEFAULT);
  }

  /** Restores a state from its image. */
  public static State from(StateImage image, OrderingPolicy ordering) {
    State state = new State(ordering);
    for (NodeStatus node : image.nodes()) {
      state.joinNode(node.spec(), node.sinceNanos());
      if (!node.live()) {
        state.loseNode(node.spec().id(), node.sinceNanos());
      }
      state.nodes.cordon(node.spec().id(), node.cordon());
    }
    image.expectedNodes().forEach(state.nodes::expect);
    image.quotas().forEach(quota -> state.setQuota(quota, image.quotasSinceNanos()));
    image.jobs().forEach(state::put);
    image.idempotencyKeys().forEach(state.idempotencyKeys::restore);
    image.past().use().forEach(state.pastUse::restore);
    state.runs.restore(image.past().runs());
    state.metering = Metering.from(image.metering());
    state.artifacts.restore(image.artifacts());
    state.deployments.restore(image.deployments());
    state.keys.restore(image.keys());
    state.pipelines.restore(image.pipelines());
    image.energySeries().forEach(state::setEnergySeries);
    state.lastStart = image.lastStart();
    state.measurePower();
    return state;
  }

  /** The whole state as plain values. Takes time and memory proportional to the state. */
  public StateImage image() {
    return new StateImage(
        List.copyOf(jobs.all()),
        nodeStatuses(),
        List.copyOf(nodes.expected()),
        List.copyOf(quotas.all()),
        quotasSinceNanos,
        idempotencyKeys.all(),
        new StateImage.Past(runs.image(), pastUse.all()),
        metering.image(),
        artifacts.image(),
        deployments.image(),
        List.copyOf(keys.all()),
        pipelines.image(),
        List.copyOf(energySeries.values()),
        lastStart);
  }

  @Override
  public Optional<Job> job(JobId id) {
    return jobs.find(id);
  }

  /** The live job with the given name in the project. */
  public Optional<JobId> jobNamed(ProjectName project, String name) {
    return jobs.named(project, name);
  }

  /** The live jobs, by id. */
  public Collection<Job> jobs() {
    return jobs.all();
  }

  /** The live jobs, newest first; of those submitted before the given one, if there is one. */
  public Collection<Job> newestJobs(Optional<JobId> before) {
    return jobs.newest(before);
  }

  @Override
  public Collection<Job> running() {
    return running.all();
  }

  @Override
  public Collection<Job> stopping() {
    return running.stopping();
  }

  @Override
  public Collection<Job> preemptible() {
    return running.preemptible();
  }

  @Override
  public Collection<Job> interruptible() {
    return running.interruptible();
  }

  @Override
  public Collection<Job> waitingAtSite() {
    return running.waitingAtSite();
  }

  @Override
  public Optional<EnergySeries> energySeries(EnergySeries.Kind kind) {
    return Optional.ofNullable(energySeries.get(kind));
  }

  @Override
  public SiteSettings site() {
    return metering.settings().orElse(SiteSettings.DEFAULT);
  }

  @Override
  public Optional<PowerTable> power() {
    return power;
  }

  @Override
  public String siteOf(Job job) {
    return sites.of(job);
  }

  @Override
  public Resources siteUsage(String site) {
    return sites.held(site);
  }

  @Override
  public Map<ArtifactName, Bytes> inputs(Job gang) {
    return artifacts.sizes(gang.spec().project(), gang.spec().mounts());
  }

  @Override
  public Map<RankResources, Long> ranksByResources() {
    return jobs.ranksByResources();
  }

  @Override
  public Optional<Changes> changes() {
    return Optional.of(nodes.changes());
  }

  @Override
  public Collection<? extends PendingClass> pending() {
    return pending.classes();
  }

  @Override
  public Collection<? extends NodeView> nodes() {
    return nodes.open();
  }

  @Override
  public Optional<? extends NodeView> node(NodeId id) {
    return nodes.find(id).filter(NodeUsage::takesWork);
  }

  @Override
  public Collection<? extends NodeView> cordoned() {
    return nodes.cordoned();
  }

  @Override
  public Collection<ExpectedNode> expected() {
    return nodes.expected();
  }

  /** Every node that joined and was not removed, by name. */
  public List<NodeStatus> nodeStatuses() {
    return nodes.all().stream().map(NodeStatus::of).toList();
  }

  /** The status of a node that joined and was not removed. */
  public Optional<NodeStatus> nodeStatus(NodeId id) {
    return nodes.find(id).map(NodeStatus::of);
  }

  /** What is free on a node that is there, cordoned or not. */
  public Optional<? extends NodeView> presentNode(NodeId id) {
    return nodes.find(id).filter(NodeUsage::isLive);
  }

  @Override
  public Collection<JobId> jobsOn(NodeId id) {
    return nodes.find(id).<Collection<JobId>>map(NodeUsage::jobs).orElse(List.of());
  }

  @Override
  public Quota quota(ProjectName project) {
    return quotas.find(project).orElseGet(() -> Quota.unlimited(project));
  }

  /** The configured quotas, by project. */
  public Collection<Quota> quotas() {
    return quotas.all();
  }

  @Override
  public Resources usage(ProjectName project) {
    return quotas.usage(project);
  }

  @Override
  public Collection<Quota> cohort(String name) {
    return quotas.cohort(name);
  }

  /**
   * The earliest time that needs attention if nothing else happens: a timeout or the deadline of a
   * drain (possibly overdue, waiting for a Tick), or the end of a restart backoff or of a site's
   * refusal after {@code nowNanos}. Empty when there is neither.
   */
  public OptionalLong nextTickNanos(long nowNanos) {
    long timeout = timeouts.first().orElse(Long.MAX_VALUE);
    long backoff = backoffs.firstAfter(nowNanos).orElse(Long.MAX_VALUE);
    long drain = nodes.drains().isEmpty() ? Long.MAX_VALUE : nodes.drains().first().atNanos();
    long first = Math.min(timeout, Math.min(backoff, drain));
    return first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(first);
  }

  /** The latest start of a control plane; empty in journals from before starts were recorded. */
  public Optional<Event.ServerStarted> lastStart() {
    return lastStart;
  }

  /** The site's prices, and the last batch recorded of each source of usage. */
  public Metering metering() {
    return metering;
  }

  /** The active API keys. */
  public KeyRing keys() {
    return keys;
  }

  /** The versions of artifacts. */
  public ArtifactTable artifacts() {
    return artifacts;
  }

  /** The deployments and their replicas. */
  public DeploymentTable deployments() {
    return deployments;
  }

  /** The live pipelines. */
  public PipelineTable pipelines() {
    return pipelines;
  }

  /** The use of an author's idempotency key; empty when it is unknown or has expired. */
  public Optional<IdempotencyKeys.Use> keyUse(String by, String key, long nowNanos) {
    return idempotencyKeys.find(by, key, nowNanos);
  }

  @Override
  public Resources pastUsage(ProjectName project, long nowNanos) {
    return pastUse.at(project, usage(project), nowNanos).held();
  }

  /** Accounts for the project's holdings before they change. */
  void accrue(ProjectName project, long nowNanos) {
    pastUse.accrue(project, usage(project), nowNanos);
  }

  /** The run times of ended jobs. */
  RunHistory runs() {
    return runs;
  }

  public NodeTable nodeTable() {
    return nodes;
  }

  public QuotaTable quotaTable() {
    return quotas;
  }

  public DueTimes timeouts() {
    return timeouts;
  }

  public DueTimes backoffs() {
    return backoffs;
  }

  /**
   * The characters in the scripts, commands, variables and labels of a project's live jobs and
   * pipelines.
   */
  public long textOf(ProjectName project) {
    return jobs.textOf(project) + pipelines.textOf(project);
  }

  public int namesTaken() {
    return jobs.namesTaken();
  }

  public long quotasSinceNanos() {
    return quotasSinceNanos;
  }

  void joinNode(NodeSpec spec, long atNanos) {
    Optional<NodeSpec> before =
        nodes.find(spec.id()).filter(NodeUsage::isLive).map(NodeUsage::spec);
    nodes.join(spec, atNanos);
    power.ifPresent(table -> {
      before.ifPresent(table::lose);
      table.join(spec);
      // Its ranks may draw differently than on its former devices.
      for (JobId id : List.copyOf(jobsOn(spec.id()))) {
        Job job = job(id).orElseThrow();
        table.release(job);
        table.hold(job);
      }
    });
  }

  void loseNode(NodeId id, long atNanos) {
    power.ifPresent(table -> nodes.find(id).ifPresent(node -> table.lose(node.spec())));
    nodes.lose(id, atNanos);
  }

  void setQuota(Quota quota, long atNanos) {
    quotas.set(quota);
    quotasSinceNanos = atNanos;
  }

  void serverStarted(Event.ServerStarted started) {
    lastStart = Optional.of(started);
  }

  void setEnergySeries(EnergySeries series) {
    energySeries.put(series.kind(), series);
  }

  /** Recomputes the site and power tables after the settings changed. */
  void measurePower() {
    sites.count(site(), running.all());
    power = PowerTable.of(nodes, site(), running.all());
  }

  void useKey(IdempotencyKeys.Use used) {
    idempotencyKeys.add(used);
  }

  /** Adds a job, replaces it by its next state, or removes it once that state is final. */
  void put(Job job) {
    Optional<Job> before = job(job.id());
    if (before.isPresent() && RunningJobs.holdTheSame(before.get(), job)) {
      running.put(job);
      JobDues.timeout(before.get()).ifPresent(timeouts::remove);
      JobDues.timeout(job).ifPresent(timeouts::add);
    } else {
      before.ifPresent(this::unindex);
      index(job);
    }
    deployments.update(job);
    jobs.put(job);
  }

  private void index(Job job) {
    if (job.state() instanceof JobState.Queued) {
      pending.add(job);
      JobDues.backoffs(job).forEach(backoffs::add);
    }
    job.state()
        .liveAttempt()
        .ifPresent(attempt -> {
          running.put(job);
          nodes.hold(job.id(), attempt.placements(), job.spec().gang().resources());
          sites.hold(job);
          power.ifPresent(table -> table.hold(job));
          quotas.hold(job.spec().project(), job.spec().amount());
          JobDues.timeout(job).ifPresent(timeouts::add);
        });
  }

  private void unindex(Job job) {
    if (job.state() instanceof JobState.Queued) {
      pending.remove(job);
      JobDues.backoffs(job).forEach(backoffs::remove);
    }
    job.state()
        .liveAttempt()
        .ifPresent(attempt -> {
          running.remove(job.id());
          power.ifPresent(table -> table.release(job));
          nodes.release(job.id(), attempt.placements(), job.spec().gang().resources());
          sites.release(job);
          quotas.release(job.spec().project(), job.spec().amount());
          JobDues.timeout(job).ifPresent(timeouts::remove);
        });
  }
}
