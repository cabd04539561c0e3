package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Plan;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Topology;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.unit.Resources;
import org.arkwright.model.unit.Share;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanRulesTest {
  private final KernelScenario scenario =
      new KernelScenario().node("a", 8, "h100", 4).node("b", 8, "l40", 2);

  @AfterEach
  void replays() {
    scenario.replays();
  }

  @Test
  void starts_thatNoLongerFitTogether_areSkipped() {
    JobId first = scenario.submit(aJob("first").devices("h100", 4));
    JobId second = scenario.submit(aJob("second").devices("h100", 1));
    JobId third = scenario.submit(aJob("third").cpuMillis(7000));
    JobId fourth = scenario.submit(aJob("fourth").cpuMillis(1000));
    assertThat(
            carryOut(
                scenario.entry(first, "a"),
                scenario.entry(first, "a"),
                scenario.entry(second, "a"),
                scenario.entry(third, "a"),
                scenario.entry(fourth, "a")))
        .extracting(AttemptId::job)
        .containsExactly(first, third);
  }

  @Test
  void gang_ofWhichOneRankDoesNotFit_takesNothing() {
    JobId wide = scenario.submit(aJob("wide").ranks(2).cpuMillis(5000));
    JobId small = scenario.submit(aJob("small").cpuMillis(8000));
    assertThat(carryOut(scenario.entry(wide, "a", "a"), scenario.entry(small, "a")))
        .extracting(AttemptId::job)
        .containsExactly(small);
  }

  @Test
  void start_onOtherDevicesThanRequested_isSkipped() {
    JobId kind = scenario.submit(aJob("kind").devices("h100", 1));
    JobId count = scenario.submit(aJob("count").devices("h100", 2));
    JobId share = scenario.submit(aJob("share").share(500));
    JobId none = scenario.submit(aJob("none"));
    assertThat(
            carryOut(
                scenario.entry(kind, "b"),
                on("a", count, new DeviceShare(0, Share.WHOLE)),
                on("a", count, new DeviceShare(0, Share.WHOLE), new DeviceShare(0, Share.WHOLE)),
                on("a", count, new DeviceShare(0, Share.WHOLE), new DeviceShare(4, Share.WHOLE)),
                on("a", share, new DeviceShare(0, new Share(400))),
                on("a", share, new DeviceShare(-1, new Share(500))),
                on("a", none, new DeviceShare(0, Share.WHOLE)),
                scenario.entry(none, "nowhere"),
                scenario.entry(none, "a", "a")))
        .isEmpty();
  }

  @Test
  void start_beforeItsWaitIsOver_isSkipped_andAtItsEndItIsNot() {
    JobId job = scenario.submit(aJob("fails").restarts(3, Duration.ofSeconds(10)));
    AttemptId first = scenario.start(job, "a");
    var _ = scenario.started(first, 0);
    var _ = scenario.ended(first, 0, 1);
    long notBefore = ((JobState.Queued) scenario.job(job).state()).notBeforeNanos();
    assertThat(notBefore).isGreaterThan(scenario.now);

    scenario.now = notBefore - 2; // Each command comes a nanosecond later.
    assertThat(carryOut(scenario.entry(job, "a"))).isEmpty();
    assertThat(carryOut(scenario.entry(job, "a"))).containsExactly(new AttemptId(job, 2));
  }

  @Test
  void shares_ofOneDevice_neverExceedIt() {
    List<Plan.Start> entries =
        List.of(400, 400, 400).stream()
            .map(size -> scenario.submit(aJob("share" + scenario.now).share(size)))
            .map(job -> scenario.entry(job, "a"))
            .toList();
    assertThat(carryOut(entries.toArray(Plan.Start[]::new))).hasSize(2);
  }

  @Test
  void topology_request_isHonoured() {
    JobId together = scenario.submit(aJob("together").ranks(2).topology(Topology.SAME_NODE));
    JobId apart = scenario.submit(aJob("apart").ranks(2).topology(Topology.SPREAD));
    assertThat(carryOut(scenario.entry(together, "a", "b"), scenario.entry(apart, "a", "a")))
        .isEmpty();
    assertThat(carryOut(scenario.entry(together, "a", "a"), scenario.entry(apart, "a", "b")))
        .hasSize(2);
  }

  @Test
  void quota_borrowsNoMoreThanTheCohortLends() {
    quota("red", 4000, 3000, 0);
    quota("blue", 4000, 4000, 2000);
    JobId four = scenario.submit(aJob("four").in("red").cpuMillis(4000));
    JobId two = scenario.submit(aJob("two").in("red").cpuMillis(2000));
    JobId one = scenario.submit(aJob("one").in("red").cpuMillis(1000));
    JobId blue = scenario.submit(aJob("blue").in("blue").cpuMillis(2001));
    JobId blueLess = scenario.submit(aJob("blue-less").in("blue").cpuMillis(2000));
    assertThat(
            carryOut(
                scenario.entry(four, "a"),
                scenario.entry(two, "a"),
                scenario.entry(one, "a"),
                scenario.entry(blue, "b"),
                scenario.entry(blueLess, "b")))
        .extracting(AttemptId::job)
        .containsExactly(four, two, blueLess);
  }

  @Test
  void preempt_onlyLowerPriorityOrReclaimedQuota() {
    quota("red", 1000, 9000, 9000);
    quota("blue", 4000, 0, 4000);
    AttemptId firm = scenario.start(scenario.submit(aJob("firm").in("red")), "a");
    AttemptId soft =
        scenario.start(scenario.submit(aJob("soft").in("red").preemptible().priority(5)), "a");
    JobId lesser = scenario.submit(aJob("lesser").in("red").priority(4));
    JobId owner = scenario.submit(aJob("owner").in("blue"));
    JobId greedy = scenario.submit(aJob("greedy").in("blue").cpuMillis(5000));
    assertThat(scenario.preempt(firm, owner)).isEmpty();
    assertThat(scenario.preempt(soft, lesser)).isEmpty();
    assertThat(scenario.preempt(soft, greedy)).isEmpty();
    assertThat(scenario.preempt(soft, scenario.newId())).isEmpty();
    assertThat(scenario.preempt(new AttemptId(soft.job(), 2), owner)).isEmpty();
    assertThat(scenario.preempt(soft, owner)).hasSize(1);
    assertThat(scenario.preempt(soft, owner)).isEmpty();
  }

  @Test
  void preempt_reordersWithinAProjectOnly() {
    AttemptId runs = scenario.start(scenario.submit(aJob("runs").in("red").preemptible()), "a");
    JobId own = scenario.submit(aJob("own").in("red"));
    JobId other = scenario.submit(aJob("other").in("blue"));
    assertThat(scenario.preempt(runs, other)).isEmpty();
    assertThat(scenario.preempt(runs, own)).hasSize(1);
  }

  @Test
  void quota_setAgain_changesNothing() {
    quota("red", 1000, 0, 0);
    Quota same = scenario.state.quota(new ProjectName("red"));
    assertThat(scenario.events(new Command.SetQuota(same))).isEmpty();
  }

  private List<AttemptId> carryOut(Plan.Start... entries) {
    return scenario.events(new Command.ApplyPlan(new Plan(List.of(entries), List.of()))).stream()
        .map(Event.AttemptStarted.class::cast)
        .map(Event.AttemptStarted::attempt)
        .toList();
  }

  private static Plan.Start on(String node, JobId job, DeviceShare... shares) {
    RankPlacement rank = new RankPlacement(0, NodeId.atHome(node), List.of(shares));
    return new Plan.Start(job, new Allocation(List.of(rank)));
  }

  private void quota(String project, long nominal, long borrowing, long lending) {
    scenario.events(
        new Command.SetQuota(
            new Quota(
                new ProjectName(project),
                Optional.of("colours"),
                cpu(nominal),
                cpu(borrowing),
                cpu(lending),
                1)));
  }

  private static Resources cpu(long millis) {
    return new Resources(millis, Resources.UNLIMITED_AMOUNT, Resources.UNLIMITED_AMOUNT);
  }
}
