package org.arkwright.ledger;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity;
import org.arkwright.model.usage.Quantity.Basis;
import org.arkwright.model.usage.UsageRecord;
import org.arkwright.model.usage.Workload;

/**
 * The fold from events to ledger postings. It keeps the open jobs and nodes, and returns what it
 * posted; a store adds that up. Belongs to one thread.
 *
 * <p>An attempt is posted from its start to the end of its last rank as its node saw it, at the
 * prices in force, for everything its allocation holds; on a lost node, until the loss. Capacity
 * that no job holds, or that waits for the report of an end, is posted as idle. Where tokens have a
 * price, they pay for the time in which a deployment's replicas answered requests with tokens; the
 * rest of the replicas' time is paid like any job's.
 */
public final class Ledger {
  private final NavigableMap<JobId, OpenJob> jobs = new TreeMap<>();
  private final NavigableMap<NodeId, OpenNode> nodes = new TreeMap<>();

  /** The open jobs that are replicas, by deployment; of all projects that have one of the name. */
  private final SortedMap<Workload, NavigableSet<JobId>> replicas = new TreeMap<>();

  private final NavigableSet<JobId> changedJobs = new TreeSet<>();
  private final NavigableSet<NodeId> changedNodes = new TreeSet<>();
  private final Postings postings = new Postings();

  /** Creates an empty ledger. */
  public Ledger() {}

  /** Restores a ledger with the given open jobs and nodes. */
  public static Ledger from(
      Iterable<OpenJob> jobs,
      Iterable<OpenNode> nodes,
      SiteSettings site,
      Iterable<EnergySeries> energySeries) {
    Ledger ledger = new Ledger();
    jobs.forEach(ledger::remember);
    nodes.forEach(node -> ledger.nodes.put(node.id(), node));
    ledger.postings.use(site);
    energySeries.forEach(ledger.postings::use);
    return ledger;
  }

  /** The number of lines. */
  public int lineCount() {
    return postings.lineCount();
  }

  /** The lines posted since {@link #clear}, by key; a copy. */
  public NavigableMap<LineKey, Tally> lines() {
    return postings.lines();
  }

  /** The jobs that changed since {@link #clear}; the value is empty for jobs no longer open. */
  public SortedMap<JobId, Optional<OpenJob>> changedJobs() {
    SortedMap<JobId, Optional<OpenJob>> changed = new TreeMap<>();
    changedJobs.forEach(id -> changed.put(id, Optional.ofNullable(jobs.get(id))));
    return changed;
  }

  /** The nodes that changed since {@link #clear}; the value is empty for nodes no longer open. */
  public SortedMap<NodeId, Optional<OpenNode>> changedNodes() {
    SortedMap<NodeId, Optional<OpenNode>> changed = new TreeMap<>();
    changedNodes.forEach(name -> changed.put(name, Optional.ofNullable(nodes.get(name))));
    return changed;
  }

  /** The settings in force. */
  public SiteSettings site() {
    return postings.site();
  }

  /** The energy series in force. */
  public Collection<EnergySeries> energySeries() {
    return postings.energySeries();
  }

  /** Clears the posted lines and the changes, once a store has them. */
  public void clear() {
    postings.clear();
    changedJobs.clear();
    changedNodes.clear();
  }

  /** Folds the next event into the ledger. */
  public void take(Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> open(submitted);
      case Event.AttemptStarted(AttemptId id, Placement.Exact(var allocation), long at) ->
          hold(id.job(), allocation, at);
      case Event.AttemptPlaced(AttemptId id, var allocation, long at) ->
          hold(id.job(), allocation, at);
      case Event.RankEnded ended -> work(ended);
      case Event.JobRequeued(AttemptId attempt, _, _, _, _, long at) ->
          put(release(attempt.job(), at).released());
      case Event.JobSucceeded(JobId job, long at) -> close(job, at);
      case Event.JobFailed(JobId job, _, long at) -> close(job, at);
      case Event.JobCancelled(JobId job, _, long at) -> close(job, at);
      case Event.NodeJoined(NodeSpec spec, long at) -> join(spec, at);
      case Event.NodeLost(NodeId id, long at) -> lose(id, at);
      case Event.EnergySeriesSet(EnergySeries series, long at) -> {
        settle(at);
        postings.use(series);
      }
      case UsageEvent.UsageRecorded recorded -> recorded.records().forEach(this::record);
      case UsageEvent.SiteSet(SiteSettings settings, long at) -> {
        settle(at);
        postings.use(settings);
      }
      case Event.OfJob _,
          Event.OfSite _,
          ArtifactEvent _,
          DeploymentEvent _,
          PipelineEvent _,
          KeyEvent _,
          Event.RequestKept _ -> {}
    }
  }

  /** Posts everything open up to the given time and leaves it open. */
  public void settle(long nowNanos) {
    List.copyOf(jobs.values()).stream()
        .filter(job -> job.held().isPresent())
        .forEach(job -> put(postedTo(job, nowNanos)));
    List.copyOf(nodes.values()).forEach(node -> put(postedTo(node, nowNanos)));
  }

  /** The workload of a job; for a replica it is the deployment. */
  private static Workload workload(JobSpec spec) {
    return ReplicaOf.of(spec)
        .map(replica -> new Workload(Workload.Kind.DEPLOYMENT, replica.deployment().name()))
        .orElseGet(() -> new Workload(Workload.Kind.JOB, spec.name()));
  }

  private void open(Event.JobSubmitted event) {
    var spec = event.spec();
    put(
        new OpenJob(
            event.job(),
            new Account.Use(spec.project(), event.by(), workload(spec)),
            spec.gang().resources().cpuMillis(),
            spec.gang().resources().memory().value(),
            Optional.empty()));
  }

  /** What waits at its site holds nothing that is billed. */
  private void hold(JobId id, Allocation allocation, long atNanos) {
    OpenJob job = job(id);
    SortedMap<NodeId, Holding> held = new TreeMap<>();
    for (RankPlacement rank : allocation.ranks()) {
      held.merge(rank.node(), holding(job, rank), Holding::plus);
    }
    held.forEach((name, holding) -> shift(name, holding, Holding.NOTHING, atNanos));
    put(
        job.holding(
            new OpenJob.Held(
                atNanos,
                atNanos,
                held,
                Holding.NOTHING,
                site(allocation),
                Optional.empty(),
                Answering.NEVER)));
  }

  /** The site of an allocation; a gang never spans sites. */
  private String site(Allocation place) {
    OpenNode first = nodes.get(place.ranks().getFirst().node());
    return first == null ? Site.HOME : first.site();
  }

  private Holding holding(OpenJob job, RankPlacement rank) {
    List<String> kinds =
        Optional.ofNullable(nodes.get(rank.node())).map(OpenNode::deviceKinds).orElse(List.of());
    SortedMap<String, Integer> devices = new TreeMap<>();
    for (DeviceShare share : rank.devices()) {
      String kind = share.device() < kinds.size() ? kinds.get(share.device()) : SiteSettings.OTHER;
      devices.merge(kind, share.share().thousandths(), Integer::sum);
    }
    return new Holding(job.rankCpuMillis(), job.rankMemoryBytes(), devices);
  }

  private void work(Event.RankEnded event) {
    OpenJob job = job(event.job());
    job.held()
        .ifPresent(held -> {
          OpenJob told = job.holding(held.endedAlso(event.goneNanos()));
          put(told);
          work(told, told.held().orElseThrow(), event);
        });
  }

  private void work(OpenJob job, OpenJob.Held held, Event.RankEnded event) {
    long from = held.startedNanos();
    long at = event.goneNanos();
    boolean energyCounted = event.usage().flatMap(RankUsage::processors).isPresent();
    if (event.usage().isPresent()) {
      RankUsage usage = event.usage().get();
      BigDecimal coreSeconds = BigDecimal.valueOf(usage.cpuNanos(), 9);
      postings.work(
          held.site(),
          job.account(),
          coreSeconds,
          Basis.MEASURED,
          !energyCounted,
          held.answeredThousandths(at),
          from,
          at);
      put(job.holding(held.counting(countedEnergy(job, held, usage, at))));
    } else {
      // Nothing measured the cores' work: they are assumed to have been busy all the time.
      BigDecimal seconds = BigDecimal.valueOf(at - from, 9);
      BigDecimal coreSeconds = Holding.thousandths(job.rankCpuMillis()).multiply(seconds);
      postings.work(
          held.site(),
          job.account(),
          coreSeconds,
          Basis.MODELLED,
          true,
          held.answeredThousandths(at),
          from,
          at);
    }
  }

  /**
   * Posts measured energy, and returns the holdings it covers. Time posted while the rank was still
   * running has its modelled energy in the ledger already; the measured energy is used for the
   * rest.
   */
  private Holding countedEnergy(OpenJob job, OpenJob.Held held, RankUsage usage, long atNanos) {
    Holding counted = Holding.NOTHING;
    BigDecimal joules = BigDecimal.ZERO;
    if (usage.processors().isPresent()) {
      joules = joules.add(usage.processors().get().amount());
      counted = counted.plus(new Holding(job.rankCpuMillis(), 0, Holding.NOTHING.devices()));
    }
    if (usage.devices().isPresent()) {
      joules = joules.add(usage.devices().get().joules().amount());
      counted = counted.plus(new Holding(0, 0, usage.devices().get().counted()));
    }
    postings.counted(
        held.site(),
        job.account(),
        joules,
        held.answeredThousandths(atNanos),
        held.startedNanos(),
        held.bookedNanos(),
        atNanos);
    return counted;
  }

  private void close(JobId id, long atNanos) {
    release(id, atNanos);
    forget(id);
    changedJobs.add(id);
  }

  private void forget(JobId id) {
    OpenJob closed = jobs.remove(id);
    if (closed != null) {
      replicas.computeIfPresent(
          closed.account().workload(),
          (_, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
          });
    }
  }

  private OpenJob release(JobId id, long atNanos) {
    OpenJob job = job(id);
    if (job.held().isEmpty()) {
      return job;
    }
    OpenJob.Held held = job.held().get();
    long until = held.chargedUntil(atNanos);
    held.nodes()
        .forEach((node, holding) -> {
          postIdle(node, holding, until, atNanos);
          shift(node, Holding.NOTHING, holding, atNanos);
        });
    return postedTo(job, until);
  }

  /** Posts what an attempt held until its end was reported, though nothing of it was left. */
  private void postIdle(NodeId id, Holding holding, long fromNanos, long toNanos) {
    OpenNode node = nodes.get(id);
    if (node != null) {
      postings.time(node.site(), new Account.Idle(), holding, holding, false, fromNanos, toNanos);
    }
  }

  private void join(NodeSpec spec, long atNanos) {
    OpenNode before = nodes.get(spec.id());
    if (before != null) {
      postedTo(before, atNanos);
    }
    SortedMap<String, Integer> devices = new TreeMap<>();
    spec.devices().forEach(device -> devices.merge(device.kind(), 1000, Integer::sum));
    put(
        new OpenNode(
            spec.id(),
            new Holding(spec.cpuMillis(), spec.memory().value(), devices),
            spec.devices().stream().map(Device::kind).toList(),
            before == null ? Holding.NOTHING : before.held(),
            atNanos,
            spec.site()));
  }

  private void lose(NodeId id, long atNanos) {
    OpenNode node = nodes.get(id);
    if (node == null) {
      return;
    }
    postedTo(node, atNanos);
    nodes.remove(id);
    changedNodes.add(id);
    for (OpenJob job : new ArrayList<>(jobs.values())) {
      if (job.held().filter(held -> held.nodes().containsKey(id)).isPresent()) {
        put(job.holding(postedTo(job, atNanos).held().orElseThrow().without(id)));
      }
    }
  }

  private void record(UsageRecord record) {
    Account account = new Account.Use(record.project(), record.by(), record.workload());
    for (Quantity quantity : record.quantities()) {
      postings.post(
          record.fromNanos(),
          record.toNanos(),
          account,
          quantity.meter(),
          quantity.basis(),
          quantity.amount());
    }
    if (postings.site().prices().replicaTime()
        && record.quantities().stream().anyMatch(Ledger::isTokens)) {
      answered(record);
    }
  }

  private static boolean isTokens(Quantity quantity) {
    return (quantity.meter() == Meter.TOKENS_IN || quantity.meter() == Meter.TOKENS_OUT)
        && quantity.amount().signum() > 0;
  }

  /** Tokens pay for the time of the deployment's replicas in which they were read and written. */
  private void answered(UsageRecord record) {
    for (JobId id : List.copyOf(replicas.getOrDefault(record.workload(), new TreeSet<>()))) {
      OpenJob job = job(id);
      if (job.held().isPresent() && job.account().project().equals(record.project())) {
        OpenJob.Held held = job.held().get().answeringAlso(record.fromNanos(), record.toNanos());
        OpenJob longer = job.holding(held);
        put(held.answering().isLong() ? postedTo(longer, held.answering().middleNanos()) : longer);
      }
    }
  }

  private void shift(NodeId id, Holding more, Holding less, long atNanos) {
    OpenNode node = nodes.get(id);
    if (node != null) {
      OpenNode now = postedTo(node, atNanos);
      put(
          new OpenNode(
              id,
              now.offered(),
              now.deviceKinds(),
              now.held().plus(more).minus(less),
              now.bookedNanos(),
              now.site()));
    }
  }

  private OpenJob postedTo(OpenJob job, long nowNanos) {
    if (job.held().isEmpty()) {
      return job;
    }
    OpenJob.Held held = job.held().get();
    Holding all = held.nodes().values().stream().reduce(Holding.NOTHING, Holding::plus);
    Holding drawing = all.minus(held.counted());
    for (Answering.Part part : held.answering().parts(held.bookedNanos(), nowNanos)) {
      postings.time(
          held.site(),
          job.account(),
          all,
          drawing,
          part.byTokens(),
          part.fromNanos(),
          part.toNanos());
    }
    return job.holding(held.postedTo(nowNanos));
  }

  private OpenNode postedTo(OpenNode node, long nowNanos) {
    long from = node.bookedNanos();
    Holding idle = node.offered().minus(node.held());
    postings.time(
        node.site(), new Account.Offered(), node.offered(), Holding.NOTHING, false, from, nowNanos);
    postings.time(node.site(), new Account.Idle(), idle, idle, false, from, nowNanos);
    return new OpenNode(
        node.id(), node.offered(), node.deviceKinds(), node.held(), nowNanos, node.site());
  }

  private OpenJob job(JobId id) {
    OpenJob job = jobs.get(id);
    if (job == null) {
      throw new IllegalStateException("the ledger has no open job " + id);
    }
    return job;
  }

  private void put(OpenJob job) {
    remember(job);
    changedJobs.add(job.id());
  }

  private void remember(OpenJob job) {
    jobs.put(job.id(), job);
    if (job.account().workload().kind() == Workload.Kind.DEPLOYMENT) {
      replicas.computeIfAbsent(job.account().workload(), _ -> new TreeSet<>()).add(job.id());
    }
  }

  private void put(OpenNode node) {
    nodes.put(node.id(), node);
    changedNodes.add(node.id());
  }

  /** The open jobs, by id. */
  public NavigableMap<JobId, OpenJob> jobs() {
    return Collections.unmodifiableNavigableMap(jobs);
  }

  /** The open nodes, by name. */
  public NavigableMap<NodeId, OpenNode> nodes() {
    return Collections.unmodifiableNavigableMap(nodes);
  }
}
