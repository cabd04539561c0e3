package org.arkwright.simulation.check;

import static org.arkwright.simulation.check.History.attempt;
import static org.arkwright.simulation.check.History.holds;
import static org.arkwright.simulation.check.History.on;
import static org.arkwright.simulation.check.History.rank;
import static org.arkwright.simulation.check.History.rankEnded;
import static org.arkwright.simulation.check.History.spec;
import static org.arkwright.simulation.check.History.violates;

import org.arkwright.model.Event;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.SiteDecline;
import org.junit.jupiter.api.Test;

final class SiteQueueCheckTest {
  private final SiteQueueCheck check = new SiteQueueCheck();

  @Test
  void offerBeforeTheSiteWantsIt_isFound_andToAnotherSiteIsFine() {
    check.happened(offered(1, "hpc", 1));
    check.happened(declined(1, 100));
    violates("is offered to hpc again", () -> check.happened(offered(2, "hpc", 99)));
    holds(() -> check.happened(offered(3, "other", 99)));
    holds(() -> check.happened(offered(4, "hpc", 100)));
  }

  @Test
  void declinedAttemptThatRan_orRuns_isFound() {
    check.happened(offered(1, "hpc", 1));
    check.spawned(attempt(1, 1), spec(1), rank(0, "a"));
    violates("is declined, but ran", () -> check.happened(declined(1, 100)));
    check.happened(offered(2, "hpc", 1));
    check.happened(declined(2, 100));
    violates("runs, but was declined", () -> check.spawned(attempt(1, 2), spec(1), rank(0, "a")));
  }

  @Test
  void placementOfWhichTheSiteKnowsNothing_isFound() {
    check.happened(offered(1, "hpc", 1));
    violates(
        "its site knows nothing of",
        () -> check.happened(new Event.AttemptPlaced(attempt(1, 1), on("a"), 2)));
  }

  @Test
  void rankSaidToBeOverThatLives_isFound_andFineOnceItIsGone() {
    check.happened(offered(1, "hpc", 1));
    check.spawned(attempt(1, 1), spec(1), rank(0, "a"));
    violates("is said to be over, and lives", () -> check.happened(rankEnded(1, 1, 0, 0)));
    check.ended(attempt(1, 1), 0, NodeId.atHome("a"));
    holds(() -> check.happened(rankEnded(1, 1, 0, 0)));
  }

  private static Event offered(int number, String site, long at) {
    return new Event.AttemptStarted(attempt(1, number), new Placement.BySite(site), at);
  }

  private static Event declined(int number, long retryAt) {
    return new Event.AttemptDeclined(
        attempt(1, number), new SiteDecline("hpc", "busy", retryAt), 1);
  }
}
