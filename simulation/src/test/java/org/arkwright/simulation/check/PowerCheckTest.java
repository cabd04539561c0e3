package org.arkwright.simulation.check;

import static org.arkwright.simulation.check.History.SECOND;
import static org.arkwright.simulation.check.History.attempt;
import static org.arkwright.simulation.check.History.due;
import static org.arkwright.simulation.check.History.holds;
import static org.arkwright.simulation.check.History.node;
import static org.arkwright.simulation.check.History.spec;
import static org.arkwright.simulation.check.History.started;
import static org.arkwright.simulation.check.History.submitted;
import static org.arkwright.simulation.check.History.succeeded;
import static org.arkwright.simulation.check.History.violates;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.arkwright.model.Event;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;
import org.arkwright.model.site.SiteSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rank of two cores draws (5 − 1) × 2 × 1.4 = 11.2 W more than the idle node. */
final class PowerCheckTest {
  private static final double RANK_WATTS = 11.2;

  private final PowerCheck check = new PowerCheck();

  @BeforeEach
  void join() {
    check.happened(new Event.NodeJoined(node("a"), 0));
    for (long job = 1; job <= 3; job++) {
      check.happened(submitted(job, spec(1)));
    }
  }

  @Test
  void startBeyondTheEnvelope_isFound_untilAnotherEnds() {
    envelope(idleWatts() + 2 * RANK_WATTS);
    holds(() -> check.happened(started(1, 1, "a")));
    holds(() -> check.happened(started(2, 1, "a")));
    check.happened(succeeded(1));
    holds(() -> check.happened(started(3, 1, "a")));
    check.happened(submitted(4, spec(1)));
    violates("the site draws", () -> check.happened(started(4, 1, "a")));
  }

  @Test
  void envelopeForTheIdleNodeAndOneRank_powersOneRankOnly() {
    envelope(idleWatts() + RANK_WATTS + 1);
    assertThat(check.couldPower(spec(1))).isTrue();
    assertThat(check.couldPower(spec(2))).isFalse();
  }

  @Test
  void pauseAfterWhichADeadlineCannotBeMet_isFound() {
    Instant deadline = Instant.ofEpochSecond(100);
    check.happened(submitted(7, due(Duration.ofSeconds(40), deadline)));
    check.happened(new Event.AttemptStarted(attempt(7, 1), History.on("a"), 10 * SECOND));
    // It has 30 s left: until 70 s, it can still be late enough.
    holds(() -> check.happened(pausedAt(20)));
    check.happened(
        new Event.JobRequeued(
            attempt(7, 1), pause(), Tries.Count.NOTHING, false, 20 * SECOND, 20 * SECOND));
    check.happened(new Event.AttemptStarted(attempt(7, 2), History.on("a"), 65 * SECOND));
    check.happened(
        new Event.JobRequeued(
            attempt(7, 2), pause(), Tries.Count.NOTHING, false, 65 * SECOND, 65 * SECOND));
    violates("can no longer make", () -> check.happened(pausedAt(71)));
    holds(() -> check.happened(pausedAt(70)));
  }

  private static StopCause pause() {
    return new StopCause.Paused(StopCause.Paused.Why.PRICE);
  }

  private static Event pausedAt(long second) {
    return new Event.AttemptStopping(attempt(7, 1), pause(), second * SECOND);
  }

  private void envelope(double watts) {
    check.happened(
        new UsageEvent.SiteSet(
            SiteSettings.DEFAULT.withEnvelope(Optional.of(BigDecimal.valueOf(watts / 1000))), 0));
  }

  private static double idleWatts() {
    double devices = 2 * SiteSettings.DEFAULT.power().device("h100").idle().doubleValue();
    return 1.4 * (4 + devices);
  }
}
