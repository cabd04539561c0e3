package org.arkwright.simulation;

import static org.arkwright.simulation.time.Violation.unless;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.control.JobIds;
import org.arkwright.model.Event;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.simulation.check.EventWatch;
import org.arkwright.simulation.check.LifeCheck;
import org.arkwright.simulation.check.PipelineCheck;
import org.arkwright.simulation.check.ProcessCheck;
import org.arkwright.simulation.check.StreamCheck;
import org.arkwright.simulation.load.RandomFleets;
import org.arkwright.simulation.load.SimulatedClients;
import org.arkwright.simulation.site.ControlLink;
import org.arkwright.simulation.site.CrashPoints;
import org.arkwright.simulation.site.Sabotage;
import org.arkwright.simulation.site.SimulatedJournal;
import org.arkwright.simulation.site.SimulatedNetwork;
import org.arkwright.simulation.site.SimulatedNode;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;
import org.arkwright.simulation.time.SimulationTrace;
import org.arkwright.stored.EventReader;

/**
 * Many long pipelines while the control plane is killed again and again: between two steps, or at
 * one of the points in the middle of a commit, a launch or an answer.
 */
public final class PipelineStorm {
  private static final int STARTS_PER_CHECK = 50;
  private static final int CRASH_POINTS_MAX = 60;

  private final SimulatedTime timeline = new SimulatedTime();
  private final CrashPoints crashes = new CrashPoints();
  private final TreeMap<NodeId, NodeSpec> specs = new TreeMap<>();
  private final LifeCheck lives = new LifeCheck();
  private final StreamCheck stream = new StreamCheck();
  private final ProcessCheck processes = new ProcessCheck(specs);
  private final PipelineCheck pipelines = new PipelineCheck();
  private final List<EventWatch> watches = List.of(stream, lives, pipelines);
  private final SeededRandom random;
  private final SimulatedServer server;
  private final SimulatedClients clients;
  private final int kills;
  private long events;

  /**
   * Creates a run.
   *
   * @param kills how often the control plane is killed while pipelines live; it is killed less
   *     often when they end before
   */
  public PipelineStorm(long seed, int count, int steps, int kills) {
    this.kills = kills;
    this.random = new SeededRandom(seed);
    SimulationTrace trace = new SimulationTrace(timeline, false);
    EventReader reader = new EventReader();
    SimulatedJournal journal =
        new SimulatedJournal(
            crashes, Sabotage.NONE, (_, bytes) -> happened(reader.read(bytes).event()));
    this.server =
        new SimulatedServer(
            timeline,
            trace,
            random.split(),
            journal,
            crashes,
            Sabotage.NONE,
            stream,
            Optional.empty(),
            new SeededRandom(~seed));
    server.hurry(SimulatedTime.SECOND, STARTS_PER_CHECK);
    SimulatedNetwork network = new SimulatedNetwork(timeline, random.split());
    ControlLink link = new ControlLink(network, server::handle);
    List<SimulatedNode> nodes = new ArrayList<>();
    for (NodeSpec spec : RandomFleets.alike(3)) {
      specs.put(spec.id(), spec);
      nodes.add(new SimulatedNode(spec, timeline, random.split(), trace, processes));
    }
    this.clients =
        new SimulatedClients(
            timeline,
            trace,
            random.split(),
            network,
            server::submit,
            new JobIds(server::wall, random.generator()),
            lives);
    server.boot();
    nodes.forEach(node -> node.powerOn(link, Sabotage.NONE));
    clients.submitLongPipelinesWithin(30 * SimulatedTime.SECOND, count, steps);
    timeline.after(SimulatedTime.SECOND, Kind.FAULT, this::kill);
    timeline.after(60 * SimulatedTime.SECOND, Kind.CHECK, this::snapshot);
  }

  /**
   * What a run came to.
   *
   * @param kills how often the control plane was killed before the last pipeline ended
   * @param begun steps that ran as jobs, each once
   * @param reused steps whose outputs existed
   */
  public record Outcome(int pipelines, int kills, int begun, int reused, long events) {}

  /**
   * Runs to the end of every pipeline.
   *
   * @throws org.arkwright.simulation.time.Violation when an invariant does not hold
   */
  public Outcome run() {
    while (clients.unanswered() > 0 || pipelines.ended() == 0 || !pipelines.unended().isEmpty()) {
      unless(timeline.next(), "no event is left");
    }
    crashes.disarm();
    server.boot();
    server.checkRecovery();
    return new Outcome(
        pipelines.ended(), server.starts() - 1, pipelines.begun(), pipelines.reused(), events);
  }

  private void kill() {
    if (server.starts() <= kills) {
      if (random.permille(500)) {
        crashes.arm(random.between(1, CRASH_POINTS_MAX));
      } else {
        server.crash("killed");
      }
      timeline.after(
          random.between(SimulatedTime.SECOND / 10, 3 * SimulatedTime.SECOND),
          Kind.FAULT,
          this::kill);
    }
  }

  private void snapshot() {
    server.snapshot();
    timeline.after(60 * SimulatedTime.SECOND, Kind.CHECK, this::snapshot);
  }

  private void happened(Event event) {
    events++;
    watches.forEach(watch -> watch.happened(event));
  }
}
