package org.arkwright.simulation;

import java.util.List;
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

/** The schedule of injected faults, and of their end. */
final class FaultSchedule {
  private final SimulatedTime timeline;
  private final SimulationTrace trace;
  private final SeededRandom random;
  private final SimulatedServer server;
  private final SimulatedJournal journal;
  private final CrashPoints crashes;
  private final SimulatedNetwork network;
  private final ControlLink link;
  private final List<SimulatedNode> nodes;
  private final Sabotage sabotage;
  private boolean over;

  FaultSchedule(
      SimulatedTime timeline,
      SimulationTrace trace,
      SeededRandom random,
      SimulatedServer server,
      SimulatedJournal journal,
      CrashPoints crashes,
      SimulatedNetwork network,
      ControlLink link,
      List<SimulatedNode> nodes,
      Sabotage sabotage) {
    this.timeline = timeline;
    this.trace = trace;
    this.random = random;
    this.server = server;
    this.journal = journal;
    this.crashes = crashes;
    this.network = network;
    this.link = link;
    this.nodes = nodes;
    this.sabotage = sabotage;
  }

  /** Schedules faults for the given time, and the end of all faults after it. */
  void during(long nanos) {
    int count = random.between(0, 30);
    for (int i = 0; i < count; i++) {
      timeline.after(random.between(0, nanos), Kind.FAULT, this::inject);
    }
    timeline.after(nanos, Kind.FAULT, this::endFaults);
  }

  boolean isOver() {
    return over;
  }

  private void inject() {
    SimulatedNode node = random.pick(nodes);
    switch (random.between(0, 13)) {
      case 0, 1 -> server.crash("killed");
      case 2, 3, 4 -> crashes.arm(random.between(1, 40));
      case 5 -> fillDisk();
      case 6 -> node.crashWorker(link, sabotage);
      case 7 -> cutPower(node);
      case 8, 9, 10 -> cutOff(node);
      case 11 -> network.setLossPermille(random.between(0, 300));
      case 12 ->
          server.stepWall(random.between(-300 * SimulatedTime.SECOND, 300 * SimulatedTime.SECOND));
      default -> node.setDelay(random.between(0, 2 * SimulatedTime.SECOND));
    }
  }

  private void cutOff(SimulatedNode node) {
    long nanos = random.between(SimulatedTime.SECOND, 120 * SimulatedTime.SECOND);
    trace.note("%s is cut off for %d s", node.id(), nanos / SimulatedTime.SECOND);
    network.cut(node.id(), nanos);
  }

  private void fillDisk() {
    trace.note("the disk is full");
    journal.setFull(true);
    timeline.after(
        random.between(0, 40 * SimulatedTime.SECOND),
        Kind.FAULT,
        () -> {
          trace.note("the disk has space again");
          journal.setFull(false);
        });
  }

  private void cutPower(SimulatedNode node) {
    node.powerOff();
    timeline.after(
        random.between(SimulatedTime.SECOND, 120 * SimulatedTime.SECOND),
        Kind.FAULT,
        () -> node.powerOn(link, sabotage));
  }

  private void endFaults() {
    trace.note("no more faults");
    over = true;
    crashes.disarm();
    journal.setFull(false);
    network.endFaults();
    nodes.forEach(node -> node.powerOn(link, sabotage));
    server.boot();
  }
}
