package org.arkwright.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.junit.jupiter.api.Test;

class ServerRulesTest {
  private final KernelScenario scenario = new KernelScenario();

  @Test
  void starts_areNumberedFrom1_alsoOfTheSameHomeInTheSameBoot() {
    Command start = new Command.StartServer("h-1", "machine", "boot");
    scenario.events(start);
    assertThat(scenario.events(start))
        .singleElement()
        .isInstanceOfSatisfying(
            Event.ServerStarted.class,
            started -> {
              assertThat(started.epoch()).isEqualTo(2);
              assertThat(started.home()).isEqualTo("h-1");
            });
    assertThat(scenario.state.lastStart().orElseThrow().epoch()).isEqualTo(2);
    scenario.replays();
  }

  @Test
  void start_afterLostStarts_skipsTheNumbersThatWorkersHaveSeen() {
    scenario.events(new Command.StartServer("h-1", "machine", "boot"));
    scenario.events(new Command.StartServer("h-1", "machine", "boot", Optional.empty(), 7));
    assertThat(scenario.state.lastStart().orElseThrow().epoch()).isEqualTo(7);
  }

  @Test
  void startOfACopy_endsWhatTheOriginalHad_andKeepsItsHistory() {
    scenario.node("a", 8, "h100", 2);
    JobId running = scenario.submit(JobBuilder.aJob("one"));
    scenario.start(running, "a");
    JobId waiting = scenario.submit(JobBuilder.aJob("two"));

    scenario.events(new Command.StartServer("h-2", "machine", "boot", Optional.of("h-1"), 0));

    assertThat(scenario.state.jobs()).isEmpty();
    assertThat(scenario.state.nodeTable().live()).isEmpty();
    assertThat(scenario.journal)
        .filteredOn(Event.JobCancelled.class::isInstance)
        .extracting(event -> ((Event.JobCancelled) event).job())
        .containsExactlyInAnyOrder(running, waiting);
    scenario.replays();
  }
}
