package org.arkwright.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.arkwright.model.Command;
import org.arkwright.model.Event;
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
}
