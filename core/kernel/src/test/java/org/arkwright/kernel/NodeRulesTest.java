package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeRulesTest {
  private final KernelScenario scenario =
      new KernelScenario().node("a", 8, "h100", 4).node("b", 8, "h100", 4);

  @AfterEach
  void replays() {
    scenario.replays();
  }

  @Test
  void report_sameResources_changesNothing() {
    assertThat(scenario.events(new Command.ReportNode(KernelScenario.nodeSpec("a", 8, "h100", 4))))
        .isEmpty();
    assertThat(scenario.events(new Command.ReportNode(KernelScenario.nodeSpec("a", 16, "h100", 4))))
        .hasSize(1);
  }

  @Test
  void report_smallerThanHeld_leavesNothingFree() {
    JobId job = scenario.submit(aJob("train").cpuMillis(6000).devices("h100", 4));
    AttemptId attempt = scenario.start(job, "a");
    scenario.node("a", 2, "h100", 1);
    var node = scenario.state.node(NodeId.atHome("a")).orElseThrow();
    assertThat(node.freeCpuMillis()).isZero();
    assertThat(node.freeThousandths(0)).isZero();
    assertThat(node.freeThousandths(3)).isZero();
    scenario.ended(attempt, 0, 0);
    assertThat(node.freeCpuMillis()).isEqualTo(2000);
    assertThat(node.freeThousandths(0)).isEqualTo(1000);
  }

  @Test
  void lose_partOfAGang_stopsTheRest() {
    JobId job = scenario.submit(aJob("train").ranks(2).restarts(1, Duration.ZERO));
    AttemptId attempt = scenario.start(job, "a", "b");
    assertThat(scenario.lose("a"))
        .hasExactlyElementsOfTypes(
            Event.NodeLost.class, Event.RankEnded.class, Event.AttemptStopping.class);
    assertThat(scenario.lose("a")).isEmpty();
    assertThat(scenario.state.nodes()).hasSize(1);
    scenario.ended(attempt, 1, new RankExit.Stopped(true));
    assertThat(scenario.job(job).state()).isInstanceOf(JobState.Queued.class);
    assertThat(scenario.job(job).tries().losses()).isEqualTo(1);
  }

  @Test
  void lose_wholeGang_endsTheAttemptAtOnce() {
    JobId job = scenario.submit(aJob("train").ranks(2).topology(Topology.SAME_NODE));
    scenario.start(job, "a", "a");
    assertThat(scenario.lose("a")).last().isInstanceOf(Event.JobRequeued.class);
  }

  @Test
  void lose_nodeWhoseRanksHaveSucceeded_leavesTheGangAlone() {
    JobId job = scenario.submit(aJob("train").ranks(2));
    AttemptId attempt = scenario.start(job, "a", "b");
    scenario.ended(attempt, 0, 0);
    assertThat(scenario.lose("a")).hasSize(1);
    assertThat(scenario.ended(attempt, 1, 0)).last().isInstanceOf(Event.JobSucceeded.class);
  }

  @Test
  void lose_whilePreempting_doesNotCountAsFailure() {
    JobId job = scenario.submit(aJob("train").preemptible());
    AttemptId attempt = scenario.start(job, "a");
    scenario.preempt(attempt, scenario.submit(aJob("urgent").priority(1)));
    assertThat(scenario.lose("a")).last().isInstanceOf(Event.JobRequeued.class);
    assertThat(scenario.job(job).failures()).isZero();
  }

  @Test
  void report_afterLoss_takesWorkAgain() {
    scenario.lose("a");
    scenario.node("a", 8, "h100", 4);
    JobId job = scenario.submit(aJob("train"));
    assertThat(scenario.start(job, "a").number()).isEqualTo(1);
  }
}
