package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.arkwright.model.Command;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;
import org.junit.jupiter.api.Test;

/** Who is named as the author of what an engine saw. */
final class ObservationAuthorTest {
  private static final AttemptId ATTEMPT = Scene.attempt(1);
  private static final NodeId NODE = NodeId.atHome("one");
  private static final NodeId OTHER = NodeId.atHome("two");

  @Test
  void ranks_areReportedByTheWorkerThatHasThem_whichTheirPlaceTells() {
    assertThat(author(new Command.ReportRankStarted(ATTEMPT, 0, 1)))
        .isEqualTo(PrincipalId.WORKER_OF_RANK);
    assertThat(author(new Command.ReportRankEnded(ATTEMPT, 0, new RankExit.Exited(0))))
        .isEqualTo(PrincipalId.WORKER_OF_RANK);
  }

  @Test
  void node_isReportedByItsWorker_andAPlaceByThatOfTheFirstRank() {
    assertThat(author((Command.Observation) Scene.node())).isEqualTo(worker(NODE));
    assertThat(
            author(
                new Command.ReportAttemptPlaced(
                    ATTEMPT,
                    new Allocation(
                        List.of(
                            new RankPlacement(0, OTHER, List.of()),
                            new RankPlacement(1, NODE, List.of()))))))
        .isEqualTo(worker(OTHER));
  }

  @Test
  void whatBecomesOfNodesAndQueues_isTheSitesToSay() {
    assertThat(
            List.<Command.Observation>of(
                new Command.LoseNode(NODE),
                new Command.LoseWorker(
                    WorkerId.ofNode(NODE), NODE, new TreeSet<>(), new TreeSet<>()),
                new Command.ReportNodeDrain(NODE, Optional.of("maintenance")),
                new Command.ReportAttemptWaiting(ATTEMPT, "its queue is long", Optional.empty()),
                new Command.ReportAttemptDeclined(ATTEMPT, "no quota", Duration.ofMinutes(1))))
        .allSatisfy(each -> assertThat(author(each)).isEqualTo(PrincipalId.SITES));
  }

  private static PrincipalId author(Command.Observation observation) {
    CommandOrigin origin = ObservationAuthor.of(observation);
    assertThat(origin).isEqualTo(CommandOrigin.of(origin.principal()));
    return origin.principal();
  }

  private static PrincipalId worker(NodeId node) {
    return PrincipalId.of(WorkerId.ofNode(node));
  }
}
