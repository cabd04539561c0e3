package org.arkwright.scheduler;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.arkwright.model.Plan;
import org.arkwright.model.access.Quota;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.AttemptPlace;
import org.arkwright.model.job.Forecast;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.PendingClass;
import org.arkwright.scheduler.view.RankFit;

/**
 * A small cluster that carries plans out and rejects invalid ones. Time is the value of {@link
 * #now}; jobs are identified by their names.
 */
final class TestCluster implements ClusterView {
  static final long MINUTE = 60_000_000_000L;

  long now = 1000 * MINUTE;

  private final TreeMap<NodeId, TestNode> nodes = new TreeMap<>();
  private final TreeMap<NodeId, TestNode> cordoned = new TreeMap<>();
  private final List<ExpectedNode> expected = new ArrayList<>();
  private final TreeMap<JobId, Job> jobs = new TreeMap<>();
  private final TreeMap<ProjectName, Quota> quotas = new TreeMap<>();
  private final TreeMap<ProjectName, Resources> usage = new TreeMap<>();
  private final TreeMap<EnergySeries.Kind, EnergySeries> energySeries = new TreeMap<>();
  private SiteSettings site = SiteSettings.DEFAULT;
  private final TreeMap<ArtifactName, Bytes> inputs = new TreeMap<>();
  private String siteName = "";
  private TopologyPath place = TopologyPath.UNKNOWN;
  private int sequence;
  private List<EnforcedLimit> limits = List.of();

  /** The number of times a pending gang was examined. */
  long gangsExamined;

  static TestCluster aCluster() {
    return new TestCluster();
  }

  TestCluster withCpuNodes(int count, int cpus) {
    return withNodes(count, cpus, 0, "", 0, Optional.empty());
  }

  /** Nodes of 64 cpus and 512 GiB with devices of 80 GiB in one fast-link domain each. */
  TestCluster withNodes(int count, String kind, int devices) {
    return withNodes(count, 64, devices, kind, 80, Optional.of("nvlink"));
  }

  TestCluster withNodes(
      int count, int cpus, int devices, String kind, int memoryGiB, Optional<String> link) {
    for (int i = 0; i < count; i++) {
      List<Device> offered = new ArrayList<>();
      for (int d = 0; d < devices; d++) {
        offered.add(
            new Device(
                d,
                kind,
                kind.equals("cpu") ? "cpu" : "nvidia",
                Bytes.ofGibibytes(memoryGiB),
                Optional.empty(),
                Optional.empty(),
                link));
      }
      withNode(cpus, offered);
    }
    return this;
  }

  /** Sets the topology of the nodes added from now on. */
  TestCluster standing(String block, String rack) {
    place = new TopologyPath(block, rack);
    return this;
  }

  /** Uses only the given placement policies. */
  TestCluster placedBy(Map<String, Integer> weights) {
    site =
        site.withPolicies(
            Optional.of(new SiteSettings.Policies(Optional.empty(), new TreeMap<>(weights))));
    return this;
  }

  TestCluster withNode(int cpus, List<Device> devices) {
    NodeId id = new NodeId(siteName.isEmpty() ? Site.HOME : siteName, "node-" + (nodes.size() + 1));
    nodes.put(
        id,
        new TestNode(
            new NodeSpec(
                id,
                1000L * cpus,
                Bytes.ofGibibytes(512),
                devices,
                place,
                new TreeMap<>(),
                limits)));
    return this;
  }

  /** Says what the probe of the sandbox found on the nodes added from now on. */
  TestCluster probed(Optional<String> mechanism, String detail) {
    limits = List.of(new EnforcedLimit("sandbox", mechanism, detail));
    return this;
  }

  /** Sets the site of the nodes added from now on. */
  TestCluster at(String name) {
    siteName = name;
    return this;
  }

  /** Cordons the node with that number, counted from 1. */
  TestCluster cordon(int number, Cordon cordon) {
    NodeId id = NodeId.atHome("node-" + number);
    TestNode node = Objects.requireNonNull(nodes.get(id));
    node.cordon(cordon);
    cordoned.put(id, node);
    return this;
  }

  /** Says that a node was requested and is not there yet. */
  TestCluster expecting(String name, Optional<Long> arrivesNanos) {
    expected.add(new ExpectedNode(NodeId.atHome(name), "", 0, arrivesNanos));
    return this;
  }

  @Override
  public Collection<? extends NodeView> cordoned() {
    return cordoned.values();
  }

  @Override
  public Collection<ExpectedNode> expected() {
    return expected;
  }

  TestCluster withSettings(UnaryOperator<SiteSettings> change) {
    site = change.apply(site);
    return this;
  }

  /** Lets all gangs read an artifact of the given size. */
  TestCluster withInput(ArtifactName name, Bytes size) {
    inputs.put(name, size);
    return this;
  }

  @Override
  public Map<ArtifactName, Bytes> inputs(Job gang) {
    return inputs;
  }

  /** Sets a series of half-hours from now on. */
  TestCluster withSeries(EnergySeries.Kind kind, double... values) {
    List<Long> millionths = new ArrayList<>();
    for (double value : values) {
      millionths.add(Math.round(value * 1e6));
    }
    energySeries.put(kind, new EnergySeries(kind, now, 30 * MINUTE, millionths));
    return this;
  }

  TestCluster withEnvelope(String kilowatts) {
    site = site.withEnvelope(Optional.of(new BigDecimal(kilowatts)));
    return this;
  }

  TestCluster withQuota(Quota quota) {
    quotas.put(quota.project(), quota);
    return this;
  }

  /** Sets a nominal number of CPUs without borrowing, everything else unlimited. */
  TestCluster withCpuQuota(String project, int cpus) {
    return withQuota(cpuQuota(project, Optional.empty(), cpus, 0, cpus));
  }

  static Quota cpuQuota(
      String project, Optional<String> cohort, int nominal, int borrowing, int lending) {
    return new Quota(
        new ProjectName(project), cohort, cpus(nominal), cpus(borrowing), cpus(lending), 1);
  }

  private static Resources cpus(int count) {
    return new Resources(1000L * count, Resources.UNLIMITED_AMOUNT, Resources.UNLIMITED_AMOUNT);
  }

  /** Submits gangs, each a nanosecond after the previous one. */
  TestCluster queued(GangBuilder... gangs) {
    for (GangBuilder gang : gangs) {
      submit(gang.spec(), 0);
    }
    return this;
  }

  TestCluster backingOff(GangBuilder gang, long untilNanos) {
    submit(gang.spec(), untilNanos);
    return this;
  }

  private Job submit(JobSpec spec, long notBefore) {
    JobId id = new JobId(++sequence);
    JobState state = new JobState.Queued(now, notBefore, Optional.empty());
    Job job = new Job(id, spec, "someone", now + sequence, state, 0, Tries.NONE, 0, Forecast.NONE);
    jobs.put(id, job);
    return job;
  }

  /**
   * Adds a gang that started the given minutes ago on a node, on its first devices if it requests
   * any.
   */
  TestCluster running(GangBuilder gang, int node, int minutesAgo) {
    Job job = submit(gang.spec(), 0);
    TestNode target =
        nodes.values().stream()
            .filter(one -> one.spec().id().name().equals("node-" + node))
            .findFirst()
            .orElseThrow();
    List<RankPlacement> ranks = new ArrayList<>();
    for (int rank = 0; rank < job.spec().gang().ranks(); rank++) {
      List<DeviceShare> devices = RankFit.choose(target, job.spec().gang().resources());
      RankPlacement placement = new RankPlacement(rank, target.spec().id(), devices);
      hold(job, placement, 1);
      ranks.add(placement);
    }
    run(job, new Allocation(ranks), now - minutesAgo * MINUTE);
    return this;
  }

  private void run(Job job, Allocation allocation, long since) {
    AttemptId attempt = new AttemptId(job.id(), job.attempts() + 1);
    JobState state =
        new JobState.Running(new Attempt(attempt, allocation, since, List.of()), since);
    jobs.put(
        job.id(),
        new Job(
            job.id(),
            job.spec(),
            job.submittedBy(),
            job.submittedAtNanos(),
            state,
            job.attempts() + 1,
            job.tries(),
            job.servedNanos(),
            job.forecast()));
  }

  private void hold(Job job, RankPlacement rank, int sign) {
    Resources amount = job.spec().gang().resources().amount();
    usage.merge(
        job.spec().project(), amount, (now, one) -> sign > 0 ? now.plus(one) : now.minus(one));
    nodes.get(rank.node()).change(job.spec().gang().resources(), rank.devices(), sign);
  }

  /** Takes a running job back to where its ranks have not all started. */
  TestCluster starting(String name) {
    Job job = named(name);
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    jobs.put(job.id(), job.withState(new JobState.Starting(attempt)));
    return this;
  }

  /** Lets the site of a gang that waits there say why, and when it expects to start it. */
  TestCluster told(String name, String reason, long startNanos) {
    Job job = named(name);
    SiteWait told = new SiteWait(reason, Optional.of(startNanos));
    Attempt attempt = job.state().waitingAtSite().orElseThrow();
    jobs.put(
        job.id(),
        job.withState(
            new JobState.Starting(attempt.withPlace(new AttemptPlace.AtSite(Optional.of(told))))));
    return this;
  }

  /** Lets a site decline a gang until the given time. */
  TestCluster declined(String name, String site, long untilNanos) {
    Job job = named(name);
    jobs.put(
        job.id(),
        job.withState(
            new JobState.Queued(now, now, Optional.empty()),
            List.of(new SiteDecline(site, "QOSMaxJobs", untilNanos))));
    return this;
  }

  TestCluster stopping(String name, StopCause cause) {
    Job job = named(name);
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    jobs.put(job.id(), job.withState(new JobState.Stopping(attempt, cause, now)));
    return this;
  }

  /** Removes the job and releases its holdings. */
  void end(JobId id) {
    Job job = jobs.remove(id);
    job.state()
        .liveAttempt()
        .ifPresent(attempt -> attempt.placements().forEach(rank -> hold(job, rank, -1)));
  }

  void requeue(JobId id) {
    Job job = jobs.get(id);
    end(id);
    jobs.put(id, job.withState(new JobState.Queued(now, 0, Optional.empty())));
  }

  /** Carries the plan out; victims become stopping. */
  void apply(Plan plan) {
    for (Plan.Start start : plan.starts()) {
      Job job = jobs.get(start.job());
      if (!(job.state() instanceof JobState.Queued)) {
        throw new AssertionError("started although not queued: " + job);
      }
      if (start.placement() instanceof Placement.BySite) {
        AttemptId id = new AttemptId(job.id(), job.attempts() + 1);
        Attempt attempt = Attempt.begin(id, start.placement(), now, List.of());
        jobs.put(job.id(), job.withState(new JobState.Starting(attempt)));
        usage.merge(job.spec().project(), job.spec().amount(), Resources::plus);
        continue;
      }
      if (start.placement().exact().orElseThrow().ranks().size() != job.spec().gang().ranks()) {
        throw new AssertionError("incomplete gang: " + start);
      }
      start.placement().exact().orElseThrow().ranks().forEach(rank -> hold(job, rank, 1));
      run(job, start.placement().exact().orElseThrow(), now);
    }
    for (Plan.Pause pause : plan.pauses()) {
      stopping(jobs.get(pause.attempt().job()).spec().name(), new StopCause.Paused(pause.why()));
    }
    for (Plan.Preempt preempt : plan.preempts()) {
      stopping(
          jobs.get(preempt.victim().job()).spec().name(), new StopCause.Preempted(preempt.by()));
    }
  }

  @Override
  public SiteSettings site() {
    return site;
  }

  @Override
  public Optional<EnergySeries> energySeries(EnergySeries.Kind kind) {
    return Optional.ofNullable(energySeries.get(kind));
  }

  @Override
  public Optional<TestPower> power() {
    return site.envelopeKilowatts().map(limit -> new TestPower(this, limit));
  }

  Cycle plan() {
    return new Scheduler(site).plan(this, now, new java.util.Random(1));
  }

  /** The names of the jobs that the next plan starts, in its order. */
  List<String> starts() {
    return names(plan().plan().starts().stream().map(Plan.Start::job).toList());
  }

  /** The names of the jobs that the next plan preempts, in its order. */
  List<String> preempts() {
    return names(plan().plan().preempts().stream().map(preempt -> preempt.victim().job()).toList());
  }

  /** The names of the jobs that the next plan pauses, in its order. */
  List<String> pauses() {
    return names(plan().plan().pauses().stream().map(pause -> pause.attempt().job()).toList());
  }

  List<String> names(List<JobId> ids) {
    return ids.stream().map(id -> jobs.get(id).spec().name()).toList();
  }

  Allocation startOf(String name) {
    return plan().plan().starts().stream()
        .filter(start -> start.job().equals(named(name).id()))
        .findFirst()
        .orElseThrow()
        .placement()
        .exact()
        .orElseThrow();
  }

  /** The names of the nodes on which the next plan starts the job. */
  List<String> nodesOf(String name) {
    return startOf(name).nodes().stream().map(NodeId::name).toList();
  }

  Job named(String name) {
    return jobs.values().stream()
        .filter(job -> job.spec().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  List<Job> waiting() {
    return jobs.values().stream().filter(job -> job.state() instanceof JobState.Queued).toList();
  }

  @Override
  public Collection<? extends NodeView> nodes() {
    return cordoned.isEmpty()
        ? nodes.values()
        : nodes.values().stream().filter(node -> node.cordon().isEmpty()).toList();
  }

  @Override
  public Optional<? extends NodeView> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  @Override
  public Collection<? extends PendingClass> pending() {
    return TestClass.of(waiting(), () -> gangsExamined++);
  }

  @Override
  public Collection<Job> running() {
    return jobs.values().stream().filter(job -> job.state().liveAttempt().isPresent()).toList();
  }

  @Override
  public Optional<Job> job(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  @Override
  public Quota quota(ProjectName project) {
    return quotas.getOrDefault(project, Quota.unlimited(project));
  }

  @Override
  public Resources usage(ProjectName project) {
    return usage.getOrDefault(project, Resources.ZERO);
  }

  @Override
  public Collection<Quota> cohort(String name) {
    return quotas.values().stream()
        .filter(quota -> quota.cohort().equals(Optional.of(name)))
        .toList();
  }
}
