package org.arkwright.twin.replay;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
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
import org.arkwright.model.UsageCommand;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.spec.Fleet;
import org.arkwright.twin.trace.Arrival;

/**
 * One run of a site: the production controller, which knows nothing of the simulation, is given
 * commands and times as its thread would give them. Equal arguments give equal journals, byte for
 * byte. One thread.
 */
public final class SiteReplay {
  private final Controller controller;
  private final DigestJournal journal;
  private final TraceEngine engine;
  private final List<Arrival> arrivals;
  private final long startNanos;
  private long nowNanos;
  private int next;

  /**
   * A run that has not begun.
   *
   * @param site names the policies, prices and powers
   * @param signals what is known of energy from the start on; a series that does not hold the first
   *     arrival is moved to begin with it
   * @param arrivals in order of time; the first says when the run begins
   */
  public SiteReplay(
      Fleet fleet,
      SiteSettings site,
      List<EnergySeries> signals,
      List<Arrival> arrivals,
      Interruptions interruptions) {
    this(
        new DigestJournal(Optional.empty()),
        new TraceEngine(interruptions, startUps(fleet.nodes(), site)),
        site,
        arrivals,
        arrivals.isEmpty() ? 0 : arrivals.getFirst().atNanos());
    start();
    give(new UsageCommand.SetSite(site));
    signals.forEach(signal -> give(new Command.SetEnergySeries(moved(signal))));
    fleet.nodes().stream()
        .sorted(Comparator.comparing(NodeSpec::id))
        .forEach(node -> give(new Command.ReportNode(node)));
    fleet.quotas().stream()
        .sorted(Comparator.comparing(Quota::project))
        .forEach(quota -> give(new Command.SetQuota(quota)));
  }

  /**
   * Goes on from a site as it is, with nothing more arriving.
   *
   * @param needs how long each live job still runs
   */
  public SiteReplay(State state, SiteSettings site, Map<JobId, Long> needs, long startNanos) {
    this(
        new DigestJournal(
            Optional.of(new JournalReader.Snapshot(1, SnapshotForm.write(state.image())))),
        new TraceEngine(
            Interruptions.START_OVER,
            startUps(state.nodeStatuses().stream().map(NodeStatus::spec).toList(), site)),
        site,
        List.of(),
        startNanos);
    needs.forEach(engine::needs);
    engine.advance(startNanos);
    start();
  }

  private SiteReplay(
      DigestJournal journal,
      TraceEngine engine,
      SiteSettings site,
      List<Arrival> arrivals,
      long startNanos) {
    this.arrivals = List.copyOf(arrivals);
    this.journal = journal;
    this.engine = engine;
    // The default policies draw no lots; the seed is for those that will.
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

  private void start() {
    controller.start(startNanos, _ -> new CompletableFuture<>()); // The engine is asked instead.
  }

  /** Tells the listener of every event. Called before {@link #run}. */
  public void follow(EventListener listener) {
    controller.addListener(listener);
  }

  /** Runs until nothing is left that could happen, and returns when that was. */
  public long run() {
    return runWhile(() -> true);
  }

  /** As {@link #run}, but only for as long as the answer is yes. */
  public long runWhile(BooleanSupplier goOn) {
    settle();
    while (true) {
      if (!goOn.getAsBoolean()) {
        return nowNanos;
      }
      long arrival = next < arrivals.size() ? arrivals.get(next).atNanos() : Long.MAX_VALUE;
      long soonest = Math.min(arrival, engine.nextEndNanos());
      if (soonest == Long.MAX_VALUE
          && controller.state().running().isEmpty()
          && controller.nextDecisionNanos().isEmpty()) {
        return nowNanos; // What waits now waits for ever.
      }
      nowNanos =
          Math.max(
              nowNanos, Math.min(soonest, controller.nextDecisionNanos().orElse(Long.MAX_VALUE)));
      engine.advance(nowNanos);
      while (next < arrivals.size() && arrivals.get(next).atNanos() <= nowNanos) {
        submit(arrivals.get(next++));
      }
      settle();
    }
  }

  private EnergySeries moved(EnergySeries signal) {
    boolean overlaps = signal.beginsNanos() <= startNanos && startNanos < signal.endsNanos();
    return overlaps
        ? signal
        : new EnergySeries(signal.kind(), startNanos, signal.slotNanos(), signal.millionths());
  }

  /** The id that the job at that place of the arrivals gets. */
  public static JobId id(int place) {
    return new JobId(place + 1L);
  }

  /** When the run began, in nanoseconds since the Unix epoch. */
  public long startNanos() {
    return startNanos;
  }

  /** How many jobs still wait. */
  public long waiting() {
    return controller.state().jobs().size();
  }

  /** SHA-256 of all that was decided, in hexadecimal. */
  public String digest() {
    return journal.digest();
  }

  /** How many events there were. */
  public long events() {
    return journal.lastNumber();
  }

  private void submit(Arrival arrival) {
    JobId id = id(next - 1);
    engine.needs(id, arrival.runNanos());
    give(new Command.SubmitJob(id, arrival.spec(), arrival.user(), Optional.empty()));
  }

  /** Lets the controller and the engine answer each other until both are silent at this moment. */
  private void settle() {
    boolean more;
    do {
      engine.take().forEach(this::give);
      more = controller.step(nowNanos);
    } while (more || engine.hasSeen());
  }

  private void give(Command command) {
    controller.offer(command, new Unrefused(command));
  }

  private static void bug(String during, RuntimeException cause) {
    throw new IllegalStateException("a bug, while " + during, cause);
  }

  private record Unrefused(Command command) implements AnswerSink {
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
