package org.arkwright.simulation.check;

import static org.arkwright.simulation.check.History.holds;
import static org.arkwright.simulation.check.History.spec;
import static org.arkwright.simulation.check.History.submitted;
import static org.arkwright.simulation.check.History.violates;

import java.util.List;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.model.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscribers, and the numbers of starts. */
final class StreamCheckTest {
  private final StreamCheck check = new StreamCheck();

  @BeforeEach
  void happen() {
    check.happened(submitted(1, spec(1)));
    check.happened(submitted(2, spec(1)));
  }

  @Test
  void everyDurableEventOnceAndInOrder_isFine() {
    holds(() -> check.onEvents(List.of(numbered(1, 1), numbered(2, 2))));
  }

  @Test
  void gap_repetition_anotherEvent_orOneThatIsNotDurable_isFound() {
    violates("who saw 0 is sent 2", () -> check.onEvents(List.of(numbered(2, 2))));
    violates("which is not durable", () -> check.onEvents(List.of(numbered(1, 2))));
    holds(() -> check.onEvents(List.of(numbered(1, 1))));
    violates("who saw 1 is sent 1", () -> check.onEvents(List.of(numbered(1, 1))));
    holds(() -> check.onEvents(List.of(numbered(2, 2))));
    violates("which is not durable", () -> check.onEvents(List.of(numbered(3, 3))));
  }

  @Test
  void starts_areNumberedFromOneWithoutGaps() {
    StartCheck starts = new StartCheck();
    holds(() -> starts.happened(start(1)));
    holds(() -> starts.happened(start(2)));
    violates("start 2 follows start 2", () -> starts.happened(start(2)));
    violates("start 4 follows start 2", () -> starts.happened(start(4)));
  }

  private static NumberedEvent numbered(long number, long job) {
    return new NumberedEvent(number, submitted(job, spec(1)));
  }

  private static Event start(long epoch) {
    return new Event.ServerStarted("home", "host", "boot", epoch, 1);
  }
}
