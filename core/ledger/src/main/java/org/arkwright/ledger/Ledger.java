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
import org.arkwright.model.UsageEvent;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.Quantity;
import org.arkwright.model.usage.Quantity.Basis;
import org.arkwright.model.usage.UsageRecord;
import org.arkwright.model.usage.Workload;

/**
 * The fold from events to the books. It keeps what is open, that is jobs and nodes that are still
 * there, and hands out what it booked; a store adds that up. One thread.
 *
 * <p>An attempt is booked from its start to its end, at the prices that held, for all that its
 * allocation holds; on a node that is lost, until it was. What a node offers and nobody holds is
 * booked as idle.
 */
public final class Ledger {
  private final NavigableMap<JobId, OpenJob> jobs = new TreeMap<>();
  private final NavigableMap<NodeId, OpenNode> nodes = new TreeMap<>();
  private final NavigableSet<JobId> changedJobs = new TreeSet<>();
  private final NavigableSet<NodeId> changedNodes = new TreeSet<>();
  private final Postings books = new Postings();

  /** Books in which nothing is open. */
  public Ledger() {}

  /** Books in which this is open. */
  public static Ledger from(
      Iterable<OpenJob> jobs,
      Iterable<OpenNode> nodes,
      SiteSettings site,
      Iterable<EnergySeries> signals) {
    Ledger ledger = new Ledger();
    jobs.forEach(job -> ledger.jobs.put(job.id(), job));
    nodes.forEach(node -> ledger.nodes.put(node.id(), node));
    ledger.books.use(site);
    signals.forEach(ledger.books::use);
    return ledger;
  }

  /** How many lines there are. */
  public int lineCount() {
    return books.lineCount();
  }

  /** What was booked since {@link #clear}, by key; a copy. */
  public NavigableMap<LineKey, Tally> lines() {
    return books.lines();
  }

  /** The jobs that changed since {@link #clear}, each with what is open of it, if it still is. */
  public SortedMap<JobId, Optional<OpenJob>> changedJobs() {
    SortedMap<JobId, Optional<OpenJob>> changed = new TreeMap<>();
    changedJobs.forEach(id -> changed.put(id, Optional.ofNullable(jobs.get(id))));
    return changed;
  }

  /** The nodes that changed since {@link #clear}. */
  public SortedMap<NodeId, Optional<OpenNode>> changedNodes() {
    SortedMap<NodeId, Optional<OpenNode>> changed = new TreeMap<>();
    changedNodes.forEach(name -> changed.put(name, Optional.ofNullable(nodes.get(name))));
    return changed;
  }

  /** The settings that hold now. */
  public SiteSettings site() {
    return books.site();
  }

  /** What energy costs and emits, as far as it is known now. */
  public Collection<EnergySeries> signals() {
    return books.signals();
  }

  /** Forgets what was booked and what changed, once a store has it. */
  public void clear() {
    books.clear();
    changedJobs.clear();
    changedNodes.clear();
  }

  /** Takes in the next event. */
  public void take(Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> open(submitted);
      case Event.AttemptStarted started -> hold(started);
      case Event.RankEnded ended -> work(ended);
      case Event.JobRequeued(AttemptId attempt, _, _, _, long at) ->
          put(release(attempt.job(), at).released());
      case Event.JobSucceeded(JobId job, long at) -> close(job, at);
      case Event.JobFailed(JobId job, _, long at) -> close(job, at);
      case Event.JobCancelled(JobId job, _, long at) -> close(job, at);
      case Event.NodeJoined(NodeSpec spec, long at) -> join(spec, at);
      case Event.NodeLost(NodeId id, long at) -> lose(id, at);
      case Event.EnergySeriesSet(EnergySeries signal, long at) -> {
        settle(at);
        books.use(signal);
      }
      case UsageEvent.UsageRecorded recorded -> recorded.records().forEach(this::record);
      case UsageEvent.SiteSet(SiteSettings settings, long at) -> {
        settle(at);
        books.use(settings);
      }
      case Event.OfJob _, Event.OfSite _, ArtifactEvent _, DeploymentEvent _, KeyEvent _ -> {}
    }
  }

  /** Books all that is open up to then, as if it ended, and leaves it open. */
  public void settle(long nowNanos) {
    List.copyOf(jobs.values()).stream()
        .filter(job -> job.held().isPresent())
        .forEach(job -> put(booked(job, nowNanos)));
    List.copyOf(nodes.values()).forEach(node -> put(booked(node, nowNanos)));
  }

  /** A replica's job is its deployment's. */
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

  private void hold(Event.AttemptStarted event) {
    OpenJob job = job(event.job());
    SortedMap<NodeId, Holding> held = new TreeMap<>();
    for (RankPlacement rank : event.allocation().ranks()) {
      held.merge(rank.node(), holding(job, rank), Holding::plus);
    }
    held.forEach((name, holding) -> shift(name, holding, Holding.NOTHING, event.atNanos()));
    put(
        job.holding(
            new OpenJob.Held(
                event.atNanos(),
                event.atNanos(),
                held,
                Holding.NOTHING,
                site(event.allocation()))));
  }

  /** Gangs lie on one site. */
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
    job.held().ifPresent(held -> work(job, held, event));
  }

  private void work(OpenJob job, OpenJob.Held held, Event.RankEnded event) {
    long from = held.startedNanos();
    long at = event.atNanos();
    boolean drawnCounted = event.usage().flatMap(RankUsage::processors).isPresent();
    if (event.usage().isPresent()) {
      RankUsage usage = event.usage().get();
      BigDecimal coreSeconds = BigDecimal.valueOf(usage.cpuNanos(), 9);
      books.work(held.site(), job.account(), coreSeconds, Basis.MEASURED, !drawnCounted, from, at);
      put(job.holding(held.counting(countedEnergy(job, held, usage, at))));
    } else {
      // Nobody counted what its cores did: they are taken to have been busy all the time.
      BigDecimal seconds = BigDecimal.valueOf(at - from, 9);
      BigDecimal coreSeconds = Holding.thousandths(job.rankCpuMillis()).multiply(seconds);
      books.work(held.site(), job.account(), coreSeconds, Basis.MODELLED, true, from, at);
    }
  }

  /**
   * Books energy that was counted, and tells of what it is. Time that was booked while the rank
   * still ran has its modelled energy in the books; the counted one is taken for the rest of it.
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
    books.counted(
        held.site(), job.account(), joules, held.startedNanos(), held.bookedNanos(), atNanos);
    return counted;
  }

  private void close(JobId id, long atNanos) {
    release(id, atNanos);
    jobs.remove(id);
    changedJobs.add(id);
  }

  private OpenJob release(JobId id, long atNanos) {
    OpenJob job = booked(job(id), atNanos);
    job.held()
        .ifPresent(held ->
            held.nodes()
                .forEach((name, holding) -> shift(name, Holding.NOTHING, holding, atNanos)));
    return job;
  }

  private void join(NodeSpec spec, long atNanos) {
    OpenNode before = nodes.get(spec.id());
    if (before != null) {
      booked(before, atNanos);
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
    booked(node, atNanos);
    nodes.remove(id);
    changedNodes.add(id);
    for (OpenJob job : new ArrayList<>(jobs.values())) {
      if (job.held().filter(held -> held.nodes().containsKey(id)).isPresent()) {
        put(job.holding(booked(job, atNanos).held().orElseThrow().without(id)));
      }
    }
  }

  private void record(UsageRecord record) {
    Account account = new Account.Use(record.project(), record.by(), record.workload());
    for (Quantity quantity : record.quantities()) {
      books.book(
          record.fromNanos(),
          record.toNanos(),
          account,
          quantity.meter(),
          quantity.basis(),
          quantity.amount());
    }
  }

  private void shift(NodeId id, Holding more, Holding less, long atNanos) {
    OpenNode node = nodes.get(id);
    if (node != null) {
      OpenNode now = booked(node, atNanos);
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

  private OpenJob booked(OpenJob job, long nowNanos) {
    if (job.held().isEmpty()) {
      return job;
    }
    OpenJob.Held held = job.held().get();
    Holding all = held.nodes().values().stream().reduce(Holding.NOTHING, Holding::plus);
    books.time(
        held.site(), job.account(), all, all.minus(held.counted()), held.bookedNanos(), nowNanos);
    return job.holding(held.bookedTo(nowNanos));
  }

  private OpenNode booked(OpenNode node, long nowNanos) {
    long from = node.bookedNanos();
    Holding idle = node.offered().minus(node.held());
    books.time(node.site(), new Account.Offered(), node.offered(), Holding.NOTHING, from, nowNanos);
    books.time(node.site(), new Account.Idle(), idle, idle, from, nowNanos);
    return new OpenNode(
        node.id(), node.offered(), node.deviceKinds(), node.held(), nowNanos, node.site());
  }

  private OpenJob job(JobId id) {
    OpenJob job = jobs.get(id);
    if (job == null) {
      throw new IllegalStateException("the books know no open job " + id);
    }
    return job;
  }

  private void put(OpenJob job) {
    jobs.put(job.id(), job);
    changedJobs.add(job.id());
  }

  private void put(OpenNode node) {
    nodes.put(node.id(), node);
    changedNodes.add(node.id());
  }

  /** The jobs that are open, by id. */
  public NavigableMap<JobId, OpenJob> jobs() {
    return Collections.unmodifiableNavigableMap(jobs);
  }

  /** The nodes that are open, by name. */
  public NavigableMap<NodeId, OpenNode> nodes() {
    return Collections.unmodifiableNavigableMap(nodes);
  }
}
