package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.index.PowerTable;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Plan;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
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

  @Test
  void pause_forPriceOrCarbon_isOfThoseWhoseOwnersAllowIt_andForPower_ofThePreemptible() {
    AttemptId interruptible = running(aJob("interruptible").interruptible());
    AttemptId deferrable = running(aJob("deferrable").deferrable());
    AttemptId preemptible = running(aJob("preemptible").preemptibleByDefault());

    assertThat(paused(StopCause.Paused.Why.PRICE, deferrable, preemptible)).isEmpty();
    assertThat(paused(StopCause.Paused.Why.CARBON, deferrable, preemptible)).isEmpty();
    assertThat(paused(StopCause.Paused.Why.POWER, interruptible, deferrable)).isEmpty();
    assertThat(paused(StopCause.Paused.Why.PRICE, interruptible, interruptible)).hasSize(1);
    assertThat(paused(StopCause.Paused.Why.POWER, preemptible)).hasSize(1);
    assertThat(scenario.state.interruptible()).extracting(Job::id).contains(interruptible.job());
    scenario.replays();
  }

  @Test
  void start_thatReachesTheEnvelope_isTaken_andOneThatExceedsItByTheLeast_isNot() {
    scenario.node("c", 8, "h100", 1);
    envelope("1000");
    AttemptId first = running(aJob("first").devices("h100", 1));
    PowerTable one = scenario.state.power().orElseThrow();
    assertThat(one.drawn()).isGreaterThan(one.idle());
    long both = one.drawn() + (one.drawn() - one.idle());
    JobId second = scenario.submit(aJob("second").devices("h100", 1));
    Plan plan = new Plan(List.of(scenario.entry(second, "c")), List.of());
    envelope(new BigDecimal(both - 1).movePointLeft(6).toString());
    assertThat(scenario.events(new Command.ApplyPlan(plan))).isEmpty();

    envelope(new BigDecimal(both).movePointLeft(6).toString());
    assertThat(scenario.events(new Command.ApplyPlan(plan))).hasSize(1);

    var _ = scenario.ended(first, 0, 0);
    assertThat(scenario.state.power().orElseThrow().drawn()).isEqualTo(one.drawn());
  }

  private AttemptId running(JobBuilder job) {
    return scenario.start(scenario.submit(job), "a");
  }

  private List<Event> paused(StopCause.Paused.Why why, AttemptId... attempts) {
    return scenario.events(
        new Command.ApplyPlan(
            new Plan(
                List.of(),
                List.of(),
                Arrays.stream(attempts).map(attempt -> new Plan.Pause(attempt, why)).toList())));
  }

  private void envelope(String kilowatts) {
    scenario.events(
        new UsageCommand.SetSite(
            SiteSettings.DEFAULT.withEnvelope(Optional.of(new BigDecimal(kilowatts)))));
  }
}
