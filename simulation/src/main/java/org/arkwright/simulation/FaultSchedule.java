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

/** What goes wrong, and when it stops going wrong. */
final class FaultSchedule {
  private final SimulatedTime timeline;
  private final SimulationTrace trace;
  private final SeededRandom dice;
  private final SimulatedServer server;
  private final SimulatedJournal journal;
  private final CrashPoints crashes;
  private final SimulatedNetwork network;
  private final ControlLink link;
  private final List<SimulatedNode> nodes;
  private final Sabotage sabotage;
  private boolean calm;

  FaultSchedule(
      SimulatedTime timeline,
      SimulationTrace trace,
      SeededRandom dice,
      SimulatedServer server,
      SimulatedJournal journal,
      CrashPoints crashes,
      SimulatedNetwork network,
      ControlLink link,
      List<SimulatedNode> nodes,
      Sabotage sabotage) {
    this.timeline = timeline;
    this.trace = trace;
    this.dice = dice;
    this.server = server;
    this.journal = journal;
    this.crashes = crashes;
    this.network = network;
    this.link = link;
    this.nodes = nodes;
    this.sabotage = sabotage;
  }

  /** Plans faults for that long; from then on all is well. */
  void during(long nanos) {
    int count = dice.between(0, 30);
    for (int i = 0; i < count; i++) {
      timeline.after(dice.between(0, nanos), Kind.FAULT, this::strike);
    }
    timeline.after(nanos, Kind.FAULT, this::calm);
  }

  boolean isCalm() {
    return calm;
  }

  private void strike() {
    SimulatedNode node = dice.pick(nodes);
    switch (dice.between(0, 13)) {
      case 0, 1 -> server.crash("killed");
      case 2, 3, 4 -> crashes.arm(dice.between(1, 40));
      case 5 -> fillDisk();
      case 6 -> node.crashWorker(link, sabotage);
      case 7 -> cutPower(node);
      case 8, 9, 10 -> cutOff(node);
      case 11 -> network.setLossPermille(dice.between(0, 300));
      case 12 ->
          server.stepWall(dice.between(-300 * SimulatedTime.SECOND, 300 * SimulatedTime.SECOND));
      default -> node.setDelay(dice.between(0, 2 * SimulatedTime.SECOND));
    }
  }

  private void cutOff(SimulatedNode node) {
    long nanos = dice.between(SimulatedTime.SECOND, 120 * SimulatedTime.SECOND);
    trace.note("%s is cut off for %d s", node.id(), nanos / SimulatedTime.SECOND);
    network.cut(node.id(), nanos);
  }

  private void fillDisk() {
    trace.note("the disk is full");
    journal.setFull(true);
    timeline.after(
        dice.between(0, 40 * SimulatedTime.SECOND),
        Kind.FAULT,
        () -> {
          trace.note("the disk has room again");
          journal.setFull(false);
        });
  }

  private void cutPower(SimulatedNode node) {
    node.powerOff();
    timeline.after(
        dice.between(SimulatedTime.SECOND, 120 * SimulatedTime.SECOND),
        Kind.FAULT,
        () -> node.powerOn(link, sabotage));
  }

  private void calm() {
    trace.note("no more faults");
    calm = true;
    crashes.disarm();
    journal.setFull(false);
    network.calm();
    nodes.forEach(node -> node.powerOn(link, sabotage));
    server.boot();
  }
}
