package org.arkwright.simulation;

import static org.arkwright.simulation.time.Violation.unless;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.control.Controller;
import org.arkwright.control.JobIds;
import org.arkwright.control.UnavailableException;
import org.arkwright.journal.JournalReader.Verification;
import org.arkwright.model.Event;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.Site;
import org.arkwright.simulation.check.AllocationCheck;
import org.arkwright.simulation.check.CordonCheck;
import org.arkwright.simulation.check.EventWatch;
import org.arkwright.simulation.check.LedgerCheck;
import org.arkwright.simulation.check.LifeCheck;
import org.arkwright.simulation.check.LossCheck;
import org.arkwright.simulation.check.PipelineCheck;
import org.arkwright.simulation.check.PowerCheck;
import org.arkwright.simulation.check.ProcessCheck;
import org.arkwright.simulation.check.QuotaCheck;
import org.arkwright.simulation.check.ReasonCheck;
import org.arkwright.simulation.check.SiteCheck;
import org.arkwright.simulation.check.SiteQueueCheck;
import org.arkwright.simulation.check.StartCheck;
import org.arkwright.simulation.check.StreamCheck;
import org.arkwright.simulation.load.RandomEnergySites;
import org.arkwright.simulation.load.RandomFleets;
import org.arkwright.simulation.load.SimulatedClients;
import org.arkwright.simulation.load.SimulatedOperator;
import org.arkwright.simulation.site.ControlLink;
import org.arkwright.simulation.site.CrashPoints;
import org.arkwright.simulation.site.ProcessWatch;
import org.arkwright.simulation.site.Sabotage;
import org.arkwright.simulation.site.SimulatedCluster;
import org.arkwright.simulation.site.SimulatedJournal;
import org.arkwright.simulation.site.SimulatedNetwork;
import org.arkwright.simulation.site.SimulatedNode;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;
import org.arkwright.simulation.time.SimulationTrace;
import org.arkwright.simulation.time.Violation;
import org.arkwright.stored.EventReader;

/**
 * The run of one seed: a random fleet gets random jobs under faults; then the faults end and all
 * work must come to an end.
 */
public final class Simulation {
  /**
   * Longer than any wait of the kernel that no event ends. A wall clock that was set back makes the
   * kernel's clock run at half speed, so its longest wait may take twice as long here.
   */
  private static final long IDLE_NANOS = 2 * 330 * SimulatedTime.SECOND;

  private static final long TIME_NANOS_MAX = 3 * 3600 * SimulatedTime.SECOND;

  private final SimulatedTime timeline = new SimulatedTime();
  private final CrashPoints crashes = new CrashPoints();
  private final TreeMap<NodeId, NodeSpec> specs = new TreeMap<>();
  private final LifeCheck lives = new LifeCheck();
  private final StreamCheck stream = new StreamCheck();
  private final ProcessCheck processes = new ProcessCheck(specs);
  private final LedgerCheck ledger = new LedgerCheck();
  private final PowerCheck power = new PowerCheck();
  private final SiteCheck sites = new SiteCheck();
  private final LossCheck losses = new LossCheck();
  private final PipelineCheck pipelines = new PipelineCheck();
  private final SiteQueueCheck queue = new SiteQueueCheck();
  private final CordonCheck cordons = new CordonCheck();
  private final List<EventWatch> watches =
      List.of(
          stream,
          lives,
          new AllocationCheck(specs),
          new QuotaCheck(),
          power,
          sites,
          ledger,
          new StartCheck(),
          losses,
          pipelines,
          queue,
          cordons);
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final long seed;
  private final SimulationTrace trace;
  private final SimulatedJournal journal;
  private final Optional<SimulatedCluster> cluster;
  private final Site clusterTerms;
  private final SimulatedServer server;
  private final FaultSchedule faults;
  private final SimulatedClients clients;
  private long events;
  private long idleSinceNanos;
  private boolean cleared;

  /**
   * Creates a run.
   *
   * @param printing whether to print each step as it happens
   */
  public Simulation(long seed, Sabotage sabotage, boolean printing) {
    this.seed = seed;
    this.trace = new SimulationTrace(timeline, printing);
    SeededRandom random = new SeededRandom(seed);
    // A source of its own, so that known seeds keep their sequence of draws.
    SeededRandom beside = new SeededRandom(~seed);
    List<NodeSpec> clusterNodes =
        beside.permille(500) ? RandomFleets.clusterNodes(beside) : List.of();
    clusterNodes.forEach(spec -> specs.put(spec.id(), spec));
    ProcessWatch watch = ProcessWatch.all(ProcessWatch.all(processes, losses), queue);
    this.cluster =
        clusterNodes.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new SimulatedCluster(
                    clusterNodes, timeline, beside.split(), trace, watch, sabotage));
    cluster.ifPresent(queue::compareWith);
    this.clusterTerms = RandomEnergySites.cluster(beside);
    EventReader reader = new EventReader();
    this.journal =
        new SimulatedJournal(crashes, sabotage, (_, bytes) -> happened(reader.read(bytes).event()));
    this.server =
        new SimulatedServer(
            timeline,
            trace,
            random.split(),
            journal,
            crashes,
            sabotage,
            stream,
            cluster,
            beside.split());
    SimulatedNetwork network = new SimulatedNetwork(timeline, random.split());
    ControlLink link = new ControlLink(network, server::handle);
    for (NodeSpec spec : RandomFleets.nodes(random)) {
      specs.put(spec.id(), spec);
      nodes.add(
          new SimulatedNode(
              spec, timeline, random.split(), trace, ProcessWatch.all(processes, losses)));
    }
    this.faults =
        new FaultSchedule(
            timeline,
            trace,
            random.split(),
            server,
            journal,
            crashes,
            network,
            link,
            nodes,
            sabotage);
    this.clients =
        new SimulatedClients(
            timeline,
            trace,
            random.split(),
            network,
            server::submit,
            new JobIds(server::wall, random.generator()),
            lives);
    begin(random, link, sabotage);
  }

  private void begin(SeededRandom random, ControlLink link, Sabotage sabotage) {
    long length = random.between(60, 420) * SimulatedTime.SECOND;
    server.boot();
    nodes.forEach(node -> node.powerOn(link, sabotage));
    cluster.ifPresent(site -> {
      clients.addCluster(clusterTerms);
      site.schedule();
      timeline.after(length, Kind.FAULT, site::endFaults);
    });
    clients.setQuotasWithin(length);
    clients.setEnergyWithin(length);
    clients.submitWithin(length, random.between(1, 40));
    clients.submitPipelinesWithin(length, random.between(0, 4), 8);
    faults.during(length);
    timeline.after(random.between(1, 20) * SimulatedTime.SECOND, Kind.CHECK, this::check);
    timeline.after(random.between(5, 60) * SimulatedTime.SECOND, Kind.CHECK, this::snapshot);
    new SimulatedOperator(timeline, random.split(), clients, cordons)
        .workWithin(length, List.copyOf(specs.keySet()));
  }

  /** Runs the seed to its end. */
  public SeedOutcome run() {
    try {
      while (!isOver()) {
        unless(timeline.next(), "no event is left");
      }
      finalChecks();
      return outcome(Optional.empty());
    } catch (Violation | RuntimeException e) {
      return outcome(Optional.of(e));
    }
  }

  private void happened(Event event) {
    events++;
    idleSinceNanos = timeline.nowNanos();
    trace.note("durable: %s", event);
    watches.forEach(watch -> watch.happened(event));
    if (event instanceof UsageEvent.SiteSet && cluster.isPresent()) {
      server.tellOfCluster();
    }
  }

  private boolean isOver() {
    return faults.isOver()
        && clients.unanswered() == 0
        && lives.unended().isEmpty()
        && pipelines.unended().isEmpty();
  }

  /** Checks everything periodically, and cancels jobs that can never run. */
  private void check() {
    server.controller().ifPresent(this::check);
    timeline.after(25 * SimulatedTime.SECOND, Kind.CHECK, this::check);
  }

  private void check(Controller controller) {
    try {
      ReasonCheck.check(controller);
      server.checkReaders();
    } catch (UnavailableException e) {
      return;
    }
    long idleNanos = timeline.nowNanos() - idleSinceNanos;
    if (faults.isOver() && idleNanos > IDLE_NANOS && clients.unanswered() == 0) {
      unless(!cleared, "still not finished: %s", lives.unended());
      clear(controller);
    }
    unless(timeline.nowNanos() < TIME_NANOS_MAX, "it does not finish: %s", lives.unended());
  }

  private void clear(Controller controller) {
    cleared = true;
    for (Job job : List.copyOf(controller.state().jobs())) {
      unless(job.state() instanceof JobState.Queued, "%s is stuck: %s", job.id(), job.state());
      var reason = ReasonCheck.reason(controller, job);
      unless(
          ReasonCheck.isPermanent(reason.code(), sites.couldHold(specs.values(), job.spec()))
              || (reason.code() == Code.POWER_CAP && !power.couldPower(job.spec())),
          "nothing happens any more, but %s is queued because of %s",
          job,
          reason);
      clients.cancel(job.id());
    }
  }

  private void snapshot() {
    server.snapshot();
    timeline.after(70 * SimulatedTime.SECOND, Kind.CHECK, this::snapshot);
  }

  private void finalChecks() {
    server.checkRecovery();
    server.checkReaders();
    unless(processes.alive() == 0, "%d processes have outlived their jobs", processes.alive());
    ledger.check();
    unless(stream.seen() == journal.lastNumber(), "a subscriber missed the last events");
  }

  private SeedOutcome outcome(Optional<Throwable> violation) {
    String hash =
        journal.verify() instanceof Verification.Intact(_, _, String head) ? head : "broken";
    return new SeedOutcome(
        seed,
        violation,
        violation.isPresent() ? trace.tail() : List.of(),
        hash,
        events,
        lives.jobs(),
        processes.spawned());
  }
}
