package org.arkwright.twin.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.control.EventLog;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.pipeline.StepOf;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.spec.site.Fleet;
import org.arkwright.twin.trace.Arrival;

/**
 * The history in a site's journal: its jobs, nodes and settings, as needed to replay them
 * elsewhere. A job's length is that of its last attempt; of an interruptible job, what its attempts
 * worked together. One that failed, or was cancelled while it ran, fails after that time.
 */
public final class JournalHistory {
  private static final int NAME_MAX = 63;

  private final Map<JobId, Entry> jobs = new LinkedHashMap<>();
  private final Map<NodeId, NodeSpec> nodes = new TreeMap<>();
  private final Set<NodeId> removed = new TreeSet<>();
  private final List<CordonChange> cordons = new ArrayList<>();
  private final Map<ProjectName, Quota> quotas = new TreeMap<>();
  private final Map<EnergySeries.Kind, EnergySeries> energySeries = new TreeMap<>();
  private SiteSettings site = SiteSettings.DEFAULT;
  private long lastNanos;
  private int estimated;

  private static final class Entry {
    final Event.JobSubmitted submitted;
    long startedNanos = -1;
    long ranNanos = -1;

    /** Work of earlier attempts that an interruptible job kept. */
    long keptNanos;

    boolean neverRan;
    boolean succeeds = true;

    Entry(Event.JobSubmitted submitted) {
      this.submitted = submitted;
    }

    /** Ends an attempt after which the job goes on where it was, if that is what it does. */
    void requeued(Event.JobRequeued requeued) {
      boolean kept =
          requeued.cause() instanceof StopCause.Paused
              || requeued.cause() instanceof StopCause.Preempted
              || requeued.cause() instanceof StopCause.Drained;
      if (startedNanos >= 0 && kept && interruptible().isPresent()) {
        keptNanos += workedNanos(requeued.atNanos());
      }
      startedNanos = -1;
    }

    /** The work of the attempt so far: what follows a stop begins with the restart. */
    long workedNanos(long nowNanos) {
      long restart = keptNanos == 0 ? 0 : interruptible().map(Entry::restartNanos).orElse(0L);
      return startedNanos < 0 ? 0 : Math.max(0, nowNanos - startedNanos - restart);
    }

    void end(long atNanos, boolean succeeded) {
      succeeds = succeeded;
      neverRan = startedNanos < 0 && keptNanos == 0;
      ranNanos = keptNanos + workedNanos(atNanos);
    }

    private Optional<Flexibility> interruptible() {
      return submitted.spec().scheduling().flexibility().filter(Flexibility::interruptible);
    }

    private static long restartNanos(Flexibility flexibility) {
      return flexibility.restartCost().toNanos();
    }
  }

  private JournalHistory() {}

  /** Reads the whole journal. */
  public static JournalHistory of(JournalReader journal) {
    JournalHistory history = new JournalHistory();
    EventLog.replay(journal, 0, (_, event) -> history.take(event));
    return history;
  }

  /** The settings at the end of the journal. */
  public SiteSettings site() {
    return site;
  }

  /** The energy series at the end of the journal, covering past and future. */
  public List<EnergySeries> energySeries() {
    return List.copyOf(energySeries.values());
  }

  /**
   * Joins two series if their slots align: the later one from its beginning, the earlier one before
   * that.
   */
  private static EnergySeries joined(EnergySeries before, EnergySeries after) {
    long apart = after.beginsNanos() - before.beginsNanos();
    if (before.slotNanos() != after.slotNanos()
        || apart < 0
        || apart % before.slotNanos() != 0
        || apart / before.slotNanos() > before.millionths().size()) {
      return after;
    }
    List<Long> values = new ArrayList<>(before.millionths());
    int from = (int) (apart / before.slotNanos());
    values.subList(from, Math.min(values.size(), from + after.millionths().size())).clear();
    values.addAll(from, after.millionths());
    int over = Math.max(0, values.size() - EnergySeries.SLOTS_MAX);
    return new EnergySeries(
        before.kind(),
        before.beginsNanos(over),
        before.slotNanos(),
        values.subList(over, values.size()));
  }

  /** Every node that ever joined, in its latest form, and the quotas at the end. */
  public Fleet fleet() {
    return new Fleet(List.copyOf(nodes.values()), List.copyOf(quotas.values()));
  }

  /** When nodes were cordoned, drained and took work again, in order of time. */
  public List<CordonChange> cordons() {
    return List.copyOf(cordons);
  }

  /** The number of jobs that ended without ever running, and are not among the arrivals. */
  public long neverRan() {
    return jobs.values().stream().filter(job -> job.neverRan).count();
  }

  /**
   * The number of jobs without a recorded end, whose lengths in {@link #arrivals} are estimates.
   */
  public int estimated() {
    return estimated;
  }

  /**
   * The jobs in order of submission, without those that ended while queued. A job still running is
   * assumed to need its expected duration, or twice its time so far; one still queued its expected
   * duration, or the mean of the ended ones.
   */
  public List<Arrival> arrivals() {
    long mean =
        (long)
            jobs.values().stream()
                .filter(job -> job.ranNanos >= 0)
                .mapToLong(job -> job.ranNanos)
                .average()
                .orElse(600e9);
    estimated = 0;
    List<Arrival> arrivals = new ArrayList<>();
    for (Entry job : jobs.values()) {
      if (!job.neverRan) {
        JobSpec spec = job.submitted.spec();
        arrivals.add(
            new Arrival(
                0,
                job.submitted.atNanos(),
                length(job, mean),
                plain(spec, arrivals.size() + 1),
                job.submitted.by(),
                job.succeeds));
      }
    }
    arrivals.sort(Comparator.comparingLong(Arrival::atNanos));
    return arrivals;
  }

  private long length(Entry job, long mean) {
    if (job.ranNanos >= 0) {
      return job.ranNanos;
    }
    estimated++;
    long attained = job.keptNanos + job.workedNanos(lastNanos);
    long fallback = job.startedNanos < 0 && job.keptNanos == 0 ? mean : 2 * attained;
    return job.submitted
        .spec()
        .scheduling()
        .expectedDuration()
        .map(Duration::toNanos)
        .filter(expected -> expected > attained)
        .orElse(fallback);
  }

  private void take(Event event) {
    lastNanos = Math.max(lastNanos, event.atNanos());
    switch (event) {
      case Event.JobSubmitted submitted -> jobs.put(submitted.job(), new Entry(submitted));
      case Event.AttemptStarted started when started.placement() instanceof Placement.Exact ->
          with(started, job -> job.startedNanos = started.atNanos());
      case Event.AttemptPlaced placed -> with(placed, job -> job.startedNanos = placed.atNanos());
      case Event.JobRequeued requeued -> with(requeued, job -> job.requeued(requeued));
      case Event.JobSucceeded ended -> with(ended, job -> job.end(ended.atNanos(), true));
      case Event.JobFailed ended -> with(ended, job -> job.end(ended.atNanos(), false));
      case Event.JobCancelled ended -> with(ended, job -> job.end(ended.atNanos(), false));
      case Event.NodeJoined joined -> join(joined);
      case NodeEvent.NodeCordoned(NodeId node, Cordon cordon, long at) ->
          cordons.add(new CordonChange(at, node, Optional.of(cordon)));
      case NodeEvent.NodeUncordoned(NodeId node, long at) ->
          cordons.add(new CordonChange(at, node, Optional.empty()));
      case NodeEvent.NodeRemoved(NodeId node, _) -> removed.add(node);
      case Event.EnergySeriesSet(EnergySeries series, _) ->
          energySeries.merge(series.kind(), series, JournalHistory::joined);
      case Event.QuotaSet set -> quotas.put(set.quota().project(), set.quota());
      case UsageEvent.SiteSet set -> site = set.settings();
      case Event.OfJob _,
          Event.OfSite _,
          UsageEvent _,
          ArtifactEvent _,
          DeploymentEvent _,
          PipelineEvent _,
          KeyEvent _,
          Event.RequestKept _ -> {}
    }
  }

  /** A removed node stays cordoned, as it was when it went, until it joins anew. */
  private void join(Event.NodeJoined joined) {
    nodes.put(joined.node().id(), joined.node());
    if (removed.remove(joined.node().id())) {
      cordons.add(new CordonChange(joined.atNanos(), joined.node().id(), Optional.empty()));
    }
  }

  private void with(Event.OfJob event, java.util.function.Consumer<Entry> change) {
    Optional.ofNullable(jobs.get(event.job())).ifPresent(change);
  }

  /** Removes the parts that need files, and makes the name unique. */
  private static JobSpec plain(JobSpec spec, int number) {
    String end = "-" + number;
    String stem = spec.name().substring(0, Math.min(spec.name().length(), NAME_MAX - end.length()));
    return new JobSpec(
        stem + end,
        spec.project(),
        StepOf.without(spec.labels()),
        new JobSpec.Gang(spec.gang().ranks(), spec.gang().resources(), spec.gang().topology()),
        new JobSpec.Execution(
            spec.execution().work(),
            new TreeMap<>(),
            Optional.empty(),
            spec.execution().isolation(),
            RestartPolicy.DEFAULT,
            Optional.empty(),
            Duration.ZERO),
        new JobSpec.Scheduling(
            spec.scheduling().priority(),
            spec.scheduling().preemptible(),
            spec.scheduling().resumes(),
            spec.scheduling().expectedDuration(),
            spec.scheduling().deadline(),
            spec.scheduling().flexibility()),
        Optional.empty());
  }
}
