package org.arkwright.twin.command;

import java.util.List;
import org.arkwright.model.Signal;
import org.arkwright.model.SiteSettings;
import org.arkwright.server.spec.Fleet;
import org.arkwright.twin.replay.Interruptions;
import org.arkwright.twin.replay.Replay;
import org.arkwright.twin.report.Figures;
import org.arkwright.twin.report.Measures;
import org.arkwright.twin.trace.Arrival;

/** One column of a report: a site, and what arrives there. */
record Scenario(
    String name,
    Fleet fleet,
    SiteSettings site,
    List<Signal> signals,
    List<Arrival> arrivals,
    Interruptions interruptions) {

  Figures run() {
    Replay replay = new Replay(fleet, site, signals, arrivals, interruptions);
    Measures measures = new Measures(replay.startNanos(), interruptions);
    replay.follow(measures);
    long end = replay.run();
    return measures.figures(name, end, replay.events(), replay.digest());
  }
}
