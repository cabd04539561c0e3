package org.arkwright.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pipelines under a control plane that is killed again and again; the checks are in the run. */
final class PipelineStormTest {
  @Test
  void twentyPipelinesOfTenSteps_killedFiftyTimes_runEachStepOnce() {
    PipelineStorm.Outcome outcome = new PipelineStorm(1, 20, 10, 50).run();
    assertThat(outcome.pipelines()).isEqualTo(20);
    assertThat(outcome.kills()).isGreaterThanOrEqualTo(50);
    assertThat(outcome.begun()).isBetween(60, 200);
  }

  @Test
  @Tag("long")
  void twoHundredPipelinesOfFiftySteps_killedAThousandTimes_runEachStepOnce() {
    PipelineStorm.Outcome outcome = new PipelineStorm(1, 200, 50, 1000).run();
    System.out.println("pipelines: " + outcome);
    assertThat(outcome.pipelines()).isEqualTo(200);
    assertThat(outcome.kills()).isGreaterThanOrEqualTo(1000);
  }
}
