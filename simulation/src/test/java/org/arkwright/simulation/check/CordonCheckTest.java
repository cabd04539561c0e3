package org.arkwright.simulation.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Event;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.Violation;
import org.junit.jupiter.api.Test;

/** Shows that the check can fail, which the system never lets happen. */
class CordonCheckTest {
  private static final NodeId NODE = NodeId.atHome("a");
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(1), 1);

  private final CordonCheck check = new CordonCheck();

  @Test
  void startOnACordonedNode_isAViolation() {
    check.happened(cordoned(Optional.empty()));
    violates(started(5));
  }

  @Test
  void startAfterTheOperatorWasTold_isAViolation_untilTheCordonIsLifted() {
    check.told(new NodeCommand.Cordon(NODE, ""));
    violates(started(5));
    check.lifting(NODE);
    assertThatCode(() -> check.happened(started(6))).doesNotThrowAnyException();
  }

  @Test
  void attemptThatOutlastsTheDeadline_isAViolation_unlessItStops() {
    check.happened(started(1));
    check.happened(cordoned(Optional.of(10L)));
    check.happened(started(2, 11));
    violates(started(3, 12 + 11 * SimulatedTime.SECOND));
    check.happened(new Event.AttemptStopping(ATTEMPT, new StopCause.Drained(NODE), 13));
    Event later = started(4, 14 + 12 * SimulatedTime.SECOND);
    assertThatCode(() -> check.happened(later)).doesNotThrowAnyException();
  }

  @Test
  void acceptedDrainWithoutItsDeadline_isAViolation() {
    check.happened(cordoned(Optional.empty()));
    assertThatExceptionOfType(Violation.class)
        .isThrownBy(
            () -> check.told(new NodeCommand.Drain(NODE, "", Optional.of(Duration.ofSeconds(1)))));
  }

  private void violates(Event event) {
    assertThatExceptionOfType(Violation.class).isThrownBy(() -> check.happened(event));
  }

  private static Event cordoned(Optional<Long> deadline) {
    Cordon.Drain drain = new Cordon.Drain(deadline, false);
    return new NodeEvent.NodeCordoned(NODE, new Cordon("", false, 2, Optional.of(drain)), 2);
  }

  private static Event started(long at) {
    return new Event.AttemptStarted(ATTEMPT, on(NODE), at);
  }

  /** Another job's start, elsewhere. */
  private static Event started(long job, long at) {
    return new Event.AttemptStarted(new AttemptId(new JobId(job), 1), on(NodeId.atHome("b")), at);
  }

  private static Allocation on(NodeId node) {
    return new Allocation(List.of(new RankPlacement(0, node, List.of())));
  }
}
