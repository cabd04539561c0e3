package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.arkwright.kernel.rule.Decision;
import org.arkwright.model.Request;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity;
import org.arkwright.model.usage.UsageRecord;
import org.arkwright.model.usage.Workload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeteringTest {
  private static final UsageRecord TOKENS =
      new UsageRecord(
          ProjectName.DEFAULT,
          "key-1",
          new Workload(Workload.Kind.DEPLOYMENT, "chat"),
          1,
          2,
          List.of(Quantity.measured(Meter.TOKENS_OUT, 64)));

  private final KernelScenario scenario = new KernelScenario();

  @AfterEach
  void replays() {
    scenario.replays();
  }

  @Test
  void record_sameBatchAgain_isRecordedOnce() {
    assertThat(scenario.events(batch("gateway", 1)))
        .singleElement()
        .isInstanceOf(UsageEvent.UsageRecorded.class);
    assertThat(scenario.events(batch("gateway", 1))).isEmpty();
    assertThat(scenario.events(batch("gateway", 3))).hasSize(1);
    assertThat(scenario.events(batch("gateway", 2))).isEmpty();
    assertThat(scenario.events(batch("other", 1))).hasSize(1);
  }

  @Test
  void record_numberBelowOne_isRefused() {
    assertThat(
            Kernel.decide(
                scenario.state, Request.of(batch("gateway", 0), new PrincipalId("ada")), 1))
        .isInstanceOf(Decision.Refused.class);
  }

  @Test
  void setSite_sameSettings_changesNothing() {
    assertThat(scenario.events(new UsageCommand.SetSite(SiteSettings.DEFAULT))).hasSize(1);
    assertThat(scenario.events(new UsageCommand.SetSite(SiteSettings.DEFAULT))).isEmpty();
    assertThat(scenario.state.metering().settings()).contains(SiteSettings.DEFAULT);
  }

  private static UsageCommand batch(String source, long sequence) {
    return new UsageCommand.RecordUsage(source, sequence, List.of(TOKENS));
  }

  /** It decides whose turn it is, so it counts from the start of an attempt to its end. */
  @Test
  void pastUse_growsWhileAJobHolds_andFadesAfterwards() {
    KernelScenario busy = new KernelScenario().node("a", 8, "h100", 0);
    JobId job = busy.submit(aJob("train").cpuMillis(8000));
    busy.pass(Duration.ofDays(7));
    AttemptId attempt = busy.start(job, "a");
    assertThat(used(busy)).as("a queued job uses nothing").isZero();
    busy.pass(Duration.ofDays(7));
    assertThat(used(busy)).isEqualTo(4000);
    busy.ended(attempt, 0, 0);
    busy.pass(Duration.ofDays(7));
    assertThat(used(busy)).isEqualTo(2000);
    busy.replays();
  }

  private static long used(KernelScenario scenario) {
    return scenario.state.pastUsage(ProjectName.DEFAULT, scenario.now).cpuMillis();
  }
}
