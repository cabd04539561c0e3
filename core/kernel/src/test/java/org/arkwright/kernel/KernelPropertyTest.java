package org.arkwright.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.arkwright.kernel.state.JobTransitions;
import org.junit.jupiter.api.Test;

/** Property: after any command the invariants hold, and the journal reproduces the state. */
class KernelPropertyTest {
  private static final int SEEDS = 40;
  private static final int COMMANDS = 400;

  /** Every edge of the state machine in {@link JobTransitions}; none may go untested. */
  private static final String[] TRANSITIONS = {
    "New → Queued",
    "Queued → Starting",
    "Queued → Cancelled",
    "Starting → Running",
    "Starting → Stopping",
    "Starting → Queued",
    "Starting → Failed",
    "Running → Stopping",
    "Running → Queued",
    "Running → Succeeded",
    "Running → Failed",
    "Stopping → Stopping",
    "Stopping → Queued",
    "Stopping → Succeeded",
    "Stopping → Failed",
    "Stopping → Cancelled",
  };

  @Test
  void anyCommands_keepEveryInvariantAndTakeEveryTransition() {
    TreeSet<String> taken = new TreeSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      KernelScenario scenario = new KernelScenario();
      try {
        RandomCommands commands = new RandomCommands(seed);
        for (int i = 0; i < COMMANDS; i++) {
          scenario.pass(commands.pause());
          scenario.send(commands.next(scenario.state));
        }
        scenario.replays();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
      taken.addAll(scenario.transitions);
    }
    assertThat(taken).containsExactlyInAnyOrder(TRANSITIONS);
  }
}
