package org.arkwright.twin.command;

import java.util.List;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.spec.site.Fleet;
import org.arkwright.twin.replay.CordonChange;
import org.arkwright.twin.replay.Interruptions;
import org.arkwright.twin.replay.SiteReplay;
import org.arkwright.twin.report.Capacity;
import org.arkwright.twin.report.RunFigures;
import org.arkwright.twin.report.RunMeasures;
import org.arkwright.twin.trace.Arrival;

/** The scenario of one report column: a site, and the jobs that arrive there. */
record ReportScenario(
    String name,
    Fleet fleet,
    SiteSettings site,
    List<EnergySeries> energySeries,
    List<Arrival> arrivals,
    List<CordonChange> cordons,
    Interruptions interruptions) {

  RunFigures run(Capacity measured) {
    SiteReplay replay = SiteReplay.of(fleet, site, energySeries, arrivals, cordons, interruptions);
    RunMeasures measures = new RunMeasures(replay, measured);
    replay.follow(measures);
    long end = replay.run();
    return measures.figures(name, end, replay.events(), replay.digest());
  }
}
