package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.engine.Launch;
import org.arkwright.engine.TestGang;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.protocol.Meeting;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;
import org.junit.jupiter.api.Test;

final class DispatchedAttemptTest {
  private static final NodeId A = NodeId.atHome("a");
  private static final NodeId B = NodeId.atHome("b");
  private static final RendezvousPoint POINT = new RendezvousPoint("10.0.0.1", 7000);

  /** Its ranks 0 and 2 are on b, 1 and 3 on a. */
  private final DispatchedAttempt attempt =
      new DispatchedAttempt(TestGang.running("true").on(B, A, B, A), "fabric");

  @Test
  void nodes_areInTheOrderOfTheirFirstRanks_eachWithItsPart() {
    assertThat(attempt.nodes()).containsExactly(B, A);
    assertThat(attempt.ranksOn(B)).containsExactly(0, 2);
    assertThat(attempt.ranksOn(A)).containsExactly(1, 3);
    Order.Launch order = attempt.order(A);
    assertThat(order.groupRank()).isEqualTo(1);
    assertThat(order.ranks()).extracting(RankPlacement::rank).containsExactly(1, 3);
    assertThat(order.meeting()).isEqualTo(new Meeting(2, "fabric", Optional.empty()));
    assertThat(attempt.order(B).groupRank()).isZero();
  }

  @Test
  void part_isGrantedToOneWorkerForGood_andNoneOnAnotherNode() {
    WorkerId first = new WorkerId("home", "first");
    WorkerId second = new WorkerId("home", "second");
    assertThat(attempt.isUngranted()).isTrue();
    assertThat(attempt.grant(NodeId.atHome("z"), first)).isFalse();
    assertThat(attempt.isUngranted()).isTrue();
    assertThat(attempt.grant(A, first)).isTrue();
    assertThat(attempt.grant(A, first)).as("again").isTrue();
    assertThat(attempt.grant(A, second)).isFalse();
    assertThat(attempt.worker(A)).contains(first);
    assertThat(attempt.worker(B)).isEmpty();
    assertThat(attempt.unseen()).containsExactly(B);
    assertThat(attempt.grant(B, second)).isTrue();
    assertThat(attempt.unseen()).isEmpty();
    assertThat(attempt.isUngranted()).isFalse();
  }

  @Test
  void otherNodes_waitForThePlaceToMeet_orForTheStop() {
    assertThat(attempt.isDue(B)).isTrue();
    assertThat(attempt.isDue(A)).isFalse();
    assertThat(attempt.meetAt(POINT)).isTrue();
    assertThat(attempt.meetAt(POINT)).as("told again").isFalse();
    assertThat(attempt.isDue(A)).isTrue();
    assertThat(attempt.order(A).meeting().point()).contains(POINT);
    RendezvousPoint other = new RendezvousPoint("10.0.0.2", 7000);
    assertThat(attempt.meetAt(other)).isTrue();
    assertThat(attempt.order(A).meeting().point()).contains(other);

    DispatchedAttempt stopped = new DispatchedAttempt(TestGang.running("true").on(B, A), "fabric");
    stopped.stop(new Order.Stop(stopped.id(), Duration.ZERO));
    assertThat(stopped.isDue(A)).isTrue();
    assertThat(stopped.stop()).contains(new Order.Stop(stopped.id(), Duration.ZERO));
  }

  @Test
  void placement_isTheFirstOneTold() {
    assertThat(attempt.isPlaced()).isTrue();
    attempt.place(new Allocation(List.of(new RankPlacement(0, A, List.of()))));
    assertThat(attempt.nodes()).containsExactly(B, A);
  }

  @Test
  void repeatedLaunch_tellsWhichRanksHaveStarted() {
    var launch = TestGang.running("true").on(A);
    DispatchedAttempt once = new DispatchedAttempt(launch, "fabric");
    assertThat(once.order(A).startedRanks()).isEmpty();
    once.repeat(
        new Launch(
            launch.attempt(),
            launch.spec(),
            launch.allocation(),
            new TreeSet<>(List.of(0)),
            new TreeMap<>()));
    assertThat(once.order(A).startedRanks()).containsExactly(0);
    assertThat(once.launch().startedRanks()).containsExactly(0);
  }
}
