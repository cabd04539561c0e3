package org.arkwright.twin;

import java.util.List;
import org.arkwright.twin.site.ControlLink;
import org.arkwright.twin.site.CrashPoints;
import org.arkwright.twin.site.Network;
import org.arkwright.twin.site.Sabotage;
import org.arkwright.twin.site.SimulatedJournal;
import org.arkwright.twin.site.SimulatedNode;
import org.arkwright.twin.time.Dice;
import org.arkwright.twin.time.Timeline;
import org.arkwright.twin.time.Timeline.Kind;
import org.arkwright.twin.time.Trace;

/** What goes wrong, and when it stops going wrong. */
final class Faults {
  private final Timeline timeline;
  private final Trace trace;
  private final Dice dice;
  private final Server server;
  private final SimulatedJournal journal;
  private final CrashPoints crashes;
  private final Network network;
  private final ControlLink link;
  private final List<SimulatedNode> nodes;
  private final Sabotage sabotage;
  private boolean calm;

  Faults(
      Timeline timeline,
      Trace trace,
      Dice dice,
      Server server,
      SimulatedJournal journal,
      CrashPoints crashes,
      Network network,
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
      case 12 -> server.stepWall(dice.between(-300 * Timeline.SECOND, 300 * Timeline.SECOND));
      default -> node.setDelay(dice.between(0, 2 * Timeline.SECOND));
    }
  }

  private void cutOff(SimulatedNode node) {
    long nanos = dice.between(Timeline.SECOND, 120 * Timeline.SECOND);
    trace.note("%s is cut off for %d s", node.id(), nanos / Timeline.SECOND);
    network.cut(node.id(), nanos);
  }

  private void fillDisk() {
    trace.note("the disk is full");
    journal.setFull(true);
    timeline.after(
        dice.between(0, 40 * Timeline.SECOND),
        Kind.FAULT,
        () -> {
          trace.note("the disk has room again");
          journal.setFull(false);
        });
  }

  private void cutPower(SimulatedNode node) {
    node.powerOff();
    timeline.after(
        dice.between(Timeline.SECOND, 120 * Timeline.SECOND),
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
