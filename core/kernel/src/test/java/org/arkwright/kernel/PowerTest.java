package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Plan;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;
import org.arkwright.model.site.SiteSettings;
import org.junit.jupiter.api.Test;

/** A node of 4 cores and 4 devices draws 0.4 kW idle, and 0.9 kW more for each device held. */
class PowerTest {
  private final KernelScenario scenario = new KernelScenario().node("a", 4, "h100", 4);

  @Test
  void start_thatExceedsTheEnvelope_isSkipped() {
    envelope("1.5");
    JobId first = scenario.submit(aJob("first").devices("h100", 1));
    JobId second = scenario.submit(aJob("second").devices("h100", 1));

    List<Event> events =
        scenario.events(
            new Command.ApplyPlan(
                new Plan(
                    List.of(scenario.entry(first, "a"), scenario.entry(second, "a")), List.of())));

    assertThat(events).hasSize(1);
    assertThat(events.getFirst()).isInstanceOf(Event.AttemptStarted.class);
  }

  @Test
  void pause_returnsToTheQueue_withoutCountingAsAFailure() {
    JobId job = scenario.submit(aJob("job").devices("h100", 1).preemptible());
    AttemptId attempt = scenario.start(job, "a");

    scenario.events(
        new Command.ApplyPlan(
            new Plan(
                List.of(),
                List.of(),
                List.of(new Plan.Pause(attempt, StopCause.Paused.Why.POWER)))));
    List<Event> end = scenario.ended(attempt, 0, 143);

    assertThat(end.getLast())
        .isInstanceOfSatisfying(
            Event.JobRequeued.class,
            requeued -> assertThat(requeued.count()).isEqualTo(Tries.Count.NOTHING));
  }

  @Test
  void pause_ofAnUnpausableJob_isSkipped() {
    JobId job = scenario.submit(aJob("job").devices("h100", 1));
    AttemptId attempt = scenario.start(job, "a");

    for (StopCause.Paused.Why why : StopCause.Paused.Why.values()) {
      Plan plan = new Plan(List.of(), List.of(), List.of(new Plan.Pause(attempt, why)));
      assertThat(scenario.events(new Command.ApplyPlan(plan))).isEmpty();
    }
  }

  private void envelope(String kilowatts) {
    scenario.events(
        new UsageCommand.SetSite(
            SiteSettings.DEFAULT.withEnvelope(Optional.of(new BigDecimal(kilowatts)))));
  }
}
