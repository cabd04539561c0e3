package org.arkwright.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Plan;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.scheduler.cycle.Cycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache that a scheduler keeps between cycles never changes a plan, whatever the history. */
class PlanCacheTest {
  private static final int STEPS = 300;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 12})
  void plans_withCache_equalThoseWithoutCache_andThoseAfterRecovery(int nodes) {
    plansAreTheSame(nodes, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void plans_withTwoSites_areEqualToo(int nodes) {
    plansAreTheSame(nodes, true);
  }

  /**
   * Jobs of minutes and hours on full sites, some of which end early, so that queued gangs wait.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nextCycle_atTwoFullSites_isEqualToo(long seed) {
    KernelScenario scenario = new KernelScenario();
    for (int node = 0; node < 6; node++) {
      NodeSpec spec = KernelScenario.nodeSpec("large-" + node, 16, "h100", 4);
      scenario.send(new Command.ReportNode(node % 3 == 2 ? PlansAcrossSitesTest.away(spec) : spec));
    }
    scenario.send(PlansAcrossSitesTest.twoSites(scenario.state.site(), "3", 40_000));
    SplittableRandom random = new SplittableRandom(seed);
    Scheduler caching = new Scheduler();
    int waits = 0;
    for (int step = 0; step < STEPS; step++) {
      scenario.pass(Duration.ofSeconds(random.nextInt(600)));
      for (Job job : List.copyOf(scenario.state.running())) {
        if (random.nextInt(6) == 0) {
          scenario.ended(job.state().liveAttempt().orElseThrow().id(), 0, 0);
        }
      }
      for (int more = random.nextInt(6); more > 0; more--) {
        String name = "job-%d-%d".formatted(step, more);
        JobBuilder job = JobBuilder.aJob(name).devices("h100", 1 + random.nextInt(4));
        scenario.submit(
            random.nextBoolean() ? job.timeout(Duration.ofMinutes(1 + random.nextInt(120))) : job);
      }
      Cycle cycle = plan(caching, scenario.state, scenario.now);
      assertThat(text(plan(new Scheduler(), scenario.state, scenario.now)))
          .as("step %d", step)
          .isEqualTo(text(cycle));
      waits += cycle.nextCycleNanos().isPresent() ? 1 : 0;
      scenario.send(new Command.ApplyPlan(cycle.plan()));
    }
    assertThat(waits).as("gangs do wait").isGreaterThan(STEPS / 2);
  }

  private static void plansAreTheSame(int nodes, boolean sites) {
    int starts = 0;
    for (long seed = 0; seed < 8; seed++) {
      KernelScenario scenario = new KernelScenario();
      for (int node = 0; node < nodes; node++) {
        NodeSpec spec =
            KernelScenario.nodeSpec("large-" + node, 16, node % 3 == 0 ? "l40" : "h100", 4);
        scenario.send(
            new Command.ReportNode(
                sites && node % 2 == 1 ? PlansAcrossSitesTest.away(spec) : spec));
      }
      RandomCommands commands = new RandomCommands(seed);
      SplittableRandom random = new SplittableRandom(seed);
      Scheduler caching = new Scheduler();
      for (int step = 0; step < STEPS; step++) {
        scenario.pass(commands.pause());
        scenario.send(commands.next(scenario.state));
        if (sites && scenario.state.site().sites().isEmpty()) {
          scenario.send(PlansAcrossSitesTest.twoSites(scenario.state.site(), "3", 40_000));
        }
        if (random.nextInt(3) > 0) {
          Cycle cycle = plan(caching, scenario.state, scenario.now);
          Plan plan = cycle.plan();
          String bytes = text(cycle);
          String where = "seed " + seed + ", step " + step;
          assertThat(text(plan(new Scheduler(), scenario.state, scenario.now)))
              .as(where)
              .isEqualTo(bytes);
          State recovered = State.from(scenario.state.image());
          assertThat(text(plan(new Scheduler(), recovered, scenario.now)))
              .as("%s, recovered", where)
              .isEqualTo(bytes);
          if (random.nextInt(4) > 0) {
            starts += plan.starts().size();
            scenario.send(new Command.ApplyPlan(plan));
          }
        }
      }
    }
    assertThat(starts).as("the histories do start gangs").isGreaterThan(100);
  }

  private static Cycle plan(Scheduler scheduler, State state, long now) {
    return scheduler.plan(state, now, new SplittableRandom(1));
  }

  private static String text(Cycle cycle) {
    return cycle.plan() + ", again at " + cycle.nextCycleNanos();
  }
}
