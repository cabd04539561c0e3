package org.arkwright.twin.replay;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.arkwright.control.AnswerSink;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.Controller;
import org.arkwright.control.SnapshotForm;
import org.arkwright.control.UnavailableException;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.state.NodeStatus;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.energy.RunTime;
import org.arkwright.spec.site.Fleet;
import org.arkwright.twin.trace.Arrival;

/**
 * One simulated run of a site: the production controller, unaware of the simulation, receives
 * commands and times as from its thread. Equal arguments give equal journals, byte for byte.
 * Belongs to one thread.
 */
public final class SiteReplay {
  private final Controller controller;
  private final DigestJournal journal;
  private final TraceEngine engine;
  private final List<Arrival> arrivals;
  private final long startNanos;
  private long nowNanos;
  private final List<CordonChange> cordons;
  private int next;
  private int nextCordon;
  private Optional<EnergyWait> energy = Optional.empty();

  /**
   * Starts a run of a trace.
   *
   * @param known names the policies, prices and powers; sites that place by themselves are taken as
   *     if we placed there
   * @param energySeries the series known from the start; a series that does not cover the first
   *     arrival is shifted to begin with it
   * @param arrivals in order of time; the first determines when the run begins
   * @param cordons in order of time; those of nodes that the fleet does not have are left out, and
   *     those before the run begins are there at its beginning
   */
  public static SiteReplay of(
      Fleet fleet,
      SiteSettings known,
      List<EnergySeries> energySeries,
      List<Arrival> arrivals,
      List<CordonChange> cordons,
      Interruptions interruptions) {
    SiteSettings site = PlacedByUs.of(known);
    SiteReplay replay =
        new SiteReplay(
            new DigestJournal(Optional.empty()),
            new TraceEngine(interruptions, startUps(fleet.nodes(), site)),
            site,
            arrivals,
            cordonsOf(fleet, cordons),
            arrivals.isEmpty() ? 0 : arrivals.getFirst().atNanos());
    replay.start();
    replay.offer(new UsageCommand.SetSite(site));
    energySeries.forEach(
        series -> replay.offer(new Command.SetEnergySeries(replay.shifted(series))));
    fleet.nodes().stream()
        .sorted(Comparator.comparing(NodeSpec::id))
        .forEach(node -> replay.offer(new Command.ReportNode(node)));
    fleet.quotas().stream()
        .sorted(Comparator.comparing(Quota::project))
        .forEach(quota -> replay.offer(new Command.SetQuota(quota)));
    replay.cordonDue();
    return replay;
  }

  /**
   * Starts a run that continues a site from its current state, without further arrivals.
   *
   * @param needs remaining run time of each live job
   */
  public static SiteReplay from(
      State state, SiteSettings known, Map<JobId, Long> needs, long startNanos) {
    SiteSettings site = PlacedByUs.of(known);
    SiteReplay replay =
        new SiteReplay(
            new DigestJournal(
                Optional.of(
                    new JournalReader.Snapshot(
                        1, SnapshotForm.write(PlacedByUs.of(state.image()))))),
            new TraceEngine(
                Interruptions.START_OVER,
                startUps(state.nodeStatuses().stream().map(NodeStatus::spec).toList(), site)),
            site,
            List.of(),
            List.of(),
            startNanos);
    needs.forEach(replay.engine::needs);
    replay.engine.advance(startNanos);
    replay.start();
    return replay;
  }

  private SiteReplay(
      DigestJournal journal,
      TraceEngine engine,
      SiteSettings site,
      List<Arrival> arrivals,
      List<CordonChange> cordons,
      long startNanos) {
    this.cordons = List.copyOf(cordons);
    this.arrivals = List.copyOf(arrivals);
    this.journal = journal;
    this.engine = engine;
    // The default policies use no randomness; the seed is for others.
    this.controller =
        new Controller(
            journal, engine, new Scheduler(site), new SplittableRandom(0), SiteReplay::bug);
    this.startNanos = startNanos;
    this.nowNanos = startNanos;
  }

  private static ToLongFunction<Allocation> startUps(List<NodeSpec> nodes, SiteSettings site) {
    if (site.sites().isEmpty()) {
      return _ -> 0;
    }
    Map<NodeId, Long> startUps = new TreeMap<>();
    nodes.forEach(node -> startUps.put(node.id(), site.terms(node.site()).startUpNanos()));
    return place -> startUps.getOrDefault(place.ranks().getFirst().node(), 0L);
  }

  private static List<CordonChange> cordonsOf(Fleet fleet, List<CordonChange> cordons) {
    Set<NodeId> nodes = fleet.nodes().stream().map(NodeSpec::id).collect(Collectors.toSet());
    return cordons.stream().filter(change -> nodes.contains(change.node())).toList();
  }

  private void start() {
    controller.start(
        startNanos,
        _ -> new CompletableFuture<>()); // Observations are taken from the engine instead.
  }

  /** Adds a listener for every event. Must be called before {@link #run}. */
  public void follow(EventListener listener) {
    controller.follow(commit -> listener.onEvents(commit.events()));
  }

  /** Runs until nothing more can happen, and returns the time of the end. */
  public long run() {
    return runWhile(() -> true);
  }

  /** Runs like {@link #run}, but only while the condition holds. */
  public long runWhile(BooleanSupplier condition) {
    settle();
    while (true) {
      if (!condition.getAsBoolean() || (next == arrivals.size() && waiting() == 0)) {
        return nowNanos;
      }
      long earliest = Math.min(nextFromOutsideNanos(), engine.nextEndNanos());
      if (earliest == Long.MAX_VALUE
          && controller.state().running().isEmpty()
          && controller.nextDecisionNanos().isEmpty()) {
        return nowNanos; // What is queued now can never start.
      }
      nowNanos =
          Math.max(
              nowNanos, Math.min(earliest, controller.nextDecisionNanos().orElse(Long.MAX_VALUE)));
      engine.advance(nowNanos);
      cordonDue();
      while (next < arrivals.size() && arrivals.get(next).atNanos() <= nowNanos) {
        submit(arrivals.get(next++));
      }
      settle();
    }
  }

  /** When the next job arrives, or a node's cordon changes. */
  private long nextFromOutsideNanos() {
    long arrival = next < arrivals.size() ? arrivals.get(next).atNanos() : Long.MAX_VALUE;
    long cordon = nextCordon < cordons.size() ? cordons.get(nextCordon).atNanos() : Long.MAX_VALUE;
    return Math.min(arrival, cordon);
  }

  private void cordonDue() {
    while (nextCordon < cordons.size() && cordons.get(nextCordon).atNanos() <= nowNanos) {
      offer(cordons.get(nextCordon++).commandAt(nowNanos));
    }
  }

  private EnergySeries shifted(EnergySeries series) {
    boolean overlaps = series.beginsNanos() <= startNanos && startNanos < series.endsNanos();
    return overlaps
        ? series
        : new EnergySeries(series.kind(), startNanos, series.slotNanos(), series.millionths());
  }

  /** Returns the id of the job at the given index of the arrivals. */
  public static JobId id(int index) {
    return new JobId(index + 1L);
  }

  /** The beginning of the run, in nanoseconds since the Unix epoch. */
  public long startNanos() {
    return startNanos;
  }

  /**
   * What an attempt that ended spent its time on. Known from its end until its job's next event has
   * been heard.
   */
  public Spent spent(AttemptId attempt) {
    return engine.spent(attempt);
  }

  /**
   * Until when a queued job waits for cheaper or cleaner energy, whatever is idle; {@code atNanos}
   * where it does not.
   */
  public long heldUntil(JobId id, long atNanos) {
    State state = controller.state();
    Optional<Job> queued =
        state
            .job(id)
            .filter(job -> job.state() instanceof JobState.Queued)
            .filter(job -> job.spec().scheduling().flexibility().isPresent());
    if (queued.isEmpty()) {
      return atNanos;
    }
    if (energy.isEmpty() || !energy.get().isCurrentFor(state)) {
      energy = Optional.of(EnergyWait.of(state));
    }
    return energy.get().hold(queued.get(), atNanos).map(RunTime.Pause::untilNanos).orElse(atNanos);
  }

  /** The number of live jobs. */
  public long waiting() {
    return controller.state().jobs().size();
  }

  /** The SHA-256 of all decisions, in hexadecimal. */
  public String digest() {
    return journal.digest();
  }

  /** The number of events. */
  public long events() {
    return journal.lastNumber();
  }

  private void submit(Arrival arrival) {
    JobId id = id(next - 1);
    engine.needs(id, arrival.runNanos());
    if (!arrival.succeeds()) {
      engine.fails(id);
    }
    offer(
        Request.of(new Command.SubmitJob(id, arrival.spec()), PrincipalId.ofText(arrival.user())));
  }

  /**
   * Alternates between controller and engine until neither has anything left to do at this time.
   */
  private void settle() {
    boolean more;
    do {
      engine.take().forEach(this::observed);
      more = controller.step(nowNanos);
    } while (more || engine.hasObservations());
  }

  private void observed(Command.Observation observation) {
    controller.observed(observation, new MustSucceed(observation));
  }

  private void offer(Command command) {
    offer(Request.of(command, PrincipalId.SERVER));
  }

  private void offer(Request request) {
    controller.offer(request, new MustSucceed(request.command()));
  }

  private static void bug(String during, RuntimeException cause) {
    throw new IllegalStateException("a bug, while " + during, cause);
  }

  private record MustSucceed(Command command) implements AnswerSink {
    @Override
    public void answered(Answer answer) {
      if (answer instanceof Answer.Refused(Refusal refusal)) {
        throw new IllegalStateException("refused " + command + ": " + refusal);
      }
    }

    @Override
    public void failed(UnavailableException cause) {
      throw cause;
    }
  }
}
