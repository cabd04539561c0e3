package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.invariant.Invariants;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.pipeline.PipelineOutcome;
import org.arkwright.model.pipeline.StepOf;
import org.arkwright.model.unit.Resources;
import org.junit.jupiter.api.Test;

/** Events that no rule would decide, folded all the same: each must be found. */
final class InvariantsTest {
  private final KernelScenario scenario =
      new KernelScenario().node("a", 4, "h100", 2).node("b", 4, "h100", 2);

  @Test
  void moreThanANodeHas_isFound() {
    JobId first = scenario.submit(aJob("first").cpuMillis(3000));
    JobId second = scenario.submit(aJob("second").cpuMillis(1001));
    scenario.start(first, "a");
    force(started(second, "a"));
    found("node home/a has allocated more CPU or memory than it has");
  }

  @Test
  void memoryBeyondTheNode_isFound_andUpToItIsNot() {
    JobId first = scenario.submit(aJob("first").cpuMillis(1).memory(40L << 30));
    JobId whole = scenario.submit(aJob("whole").cpuMillis(1).memory(24L << 30));
    JobId more = scenario.submit(aJob("more").cpuMillis(1).memory(1));
    scenario.start(first, "a");
    force(started(whole, "a"));
    assertThat(Invariants.violations(scenario.state)).isEmpty();
    force(started(more, "a"));
    found("more CPU or memory than it has");
  }

  @Test
  void deviceGivenTwice_isFound() {
    scenario.start(scenario.submit(aJob("first").devices("h100", 1)), "a");
    force(started(scenario.submit(aJob("second").devices("h100", 1)), "a"));
    found("has allocated device 0 more than once");
  }

  @Test
  void twoJobsOfAName_areFound() {
    scenario.submit(aJob("train"));
    JobId twin = scenario.newId();
    force(new Event.JobSubmitted(twin, aJob("train").build(), "ada", Optional.empty(), 9));
    found("is not found by its name", "1 names for 2 jobs");
  }

  @Test
  void gangWithoutPlacesForAllItsRanks_isFound() {
    JobId gang = scenario.submit(aJob("gang").ranks(2).cpuMillis(1));
    force(started(gang, "a"));
    found("a gang is all or nothing");
  }

  @Test
  void gangThatRunsBeforeItsRanks_isFound() {
    JobId gang = scenario.submit(aJob("gang").ranks(2).cpuMillis(1));
    force(started(gang, "a", "a"));
    force(new Event.AttemptRunning(new AttemptId(gang, 1), scenario.now));
    found("is running before all its ranks are");
  }

  @Test
  void rankOnALostNode_isFound() {
    scenario.start(scenario.submit(aJob("train")), "a");
    force(new Event.NodeLost(NodeId.atHome("a"), scenario.now));
    found("has a rank on lost node home/a");
  }

  @Test
  void startOnACordonedNode_andAnAttemptThatOutlivesItsDrain_areFound() {
    NodeId node = NodeId.atHome("a");
    JobId before = scenario.submit(aJob("before").cpuMillis(1));
    JobId after = scenario.submit(aJob("after").cpuMillis(1));
    scenario.start(before, "a");
    Cordon.Drain drain = new Cordon.Drain(Optional.of(scenario.now), false);
    force(
        new NodeEvent.NodeCordoned(
            node, new Cordon("", false, scenario.now, Optional.of(drain)), scenario.now));
    assertThat(Invariants.violations(scenario.state)).isEmpty();
    scenario.now += 5;
    force(started(after, "a"));
    found(after + ".1 started on node home/a, which takes no new work");
    force(new NodeEvent.NodeDrainDue(node, scenario.now));
    found(before + ".1 goes on after the drain");
  }

  @Test
  void useBeyondTheQuota_isFound_unlessItWasThereBefore() {
    JobId before = scenario.submit(aJob("before").cpuMillis(2000));
    JobId after = scenario.submit(aJob("after").cpuMillis(500));
    scenario.start(before, "a");
    scenario.now += 5;
    force(new Event.QuotaSet(quota(1000), scenario.now));
    assertThat(Invariants.violations(scenario.state)).isEmpty();
    scenario.now += 5;
    force(started(after, "a"));
    found("more than its quota allows");
  }

  @Test
  void quotaUsedToTheLast_isFine() {
    scenario.events(new Command.SetQuota(quota(2000)));
    scenario.pass(Duration.ofSeconds(1));
    scenario.start(scenario.submit(aJob("all").cpuMillis(2000)), "a");
    assertThat(Invariants.violations(scenario.state)).isEmpty();
  }

  @Test
  void cohortThatTakesMoreThanItLends_isFound_andUpToThatIsNot() {
    ProjectName lender = new ProjectName("lender");
    ProjectName borrower = new ProjectName("borrower");
    scenario.events(new Command.SetQuota(cohortQuota(lender)));
    scenario.events(new Command.SetQuota(cohortQuota(borrower)));
    scenario.pass(Duration.ofSeconds(1));
    JobId borrowed = scenario.submit(aJob("borrowed").in("borrower").cpuMillis(3000));
    JobId own = scenario.submit(aJob("own").in("lender").cpuMillis(1000));
    JobId more = scenario.submit(aJob("more").in("lender").cpuMillis(1));
    force(started(borrowed, "a"));
    force(started(own, "b"));
    assertThat(Invariants.violations(scenario.state)).isEmpty();
    force(started(more, "b"));
    found("project lender uses", "project borrower uses");
  }

  /** Guarantees nothing: all of 2 cores is lent to the cohort. */
  private static Quota cohortQuota(ProjectName project) {
    Resources nominal = new Resources(2000, Resources.UNLIMITED_AMOUNT, Resources.UNLIMITED_AMOUNT);
    return new Quota(project, Optional.of("lab"), nominal, nominal, nominal, 1);
  }

  @Test
  void stepsOfAPipeline_outOfOrder_twice_orWithoutTheirPipeline_areFound() {
    PipelineScenario pipelines = new PipelineScenario();
    PipelineId id =
        pipelines.submit(PipelineScenario.step("first"), PipelineScenario.step("second", "first"));
    assertThatIllegalStateException()
        .isThrownBy(() -> force(pipelines.kernel, step(id, "second", 900)))
        .withMessageContaining("cannot start");
    found(pipelines.kernel, "runs " + new StepOf(id, "second"), "which is");
    assertThatIllegalStateException()
        .isThrownBy(() -> force(pipelines.kernel, step(id, "first", 901)));
    found(pipelines.kernel, "has two live jobs");
  }

  @Test
  void stepSaidNotToRun_thoughItCould_isFound() {
    PipelineScenario pipelines = new PipelineScenario();
    PipelineId id =
        pipelines.submit(PipelineScenario.step("first"), PipelineScenario.step("second", "first"));
    assertThat(Invariants.violations(pipelines.kernel.state)).isEmpty();
    force(
        pipelines.kernel,
        new Event.JobFailed(pipelines.job(id, "first"), new StopCause.CancelRequested("x"), 9));
    assertThat(Invariants.violations(pipelines.kernel.state))
        .as("a failed step lets its pipeline go on to its end")
        .isEmpty();
    force(pipelines.kernel, new PipelineEvent.PipelineEnded(id, PipelineOutcome.FAILED, 9));
    assertThat(pipelines.kernel.state.pipelines().find(id)).isEmpty();
  }

  private static Event.JobSubmitted step(PipelineId pipeline, String step, long job) {
    return new Event.JobSubmitted(
        new JobId(job),
        new StepOf(pipeline, step).label(aJob("other-" + step + "-" + job).build()),
        "ada",
        Optional.empty(),
        9);
  }

  private static Quota quota(long cpuMillis) {
    return new Quota(
        ProjectName.DEFAULT,
        Optional.empty(),
        new Resources(cpuMillis, Resources.UNLIMITED_AMOUNT, Resources.UNLIMITED_AMOUNT),
        Resources.ZERO,
        Resources.ZERO,
        1);
  }

  private Event started(JobId job, String... nodes) {
    return new Event.AttemptStarted(
        new AttemptId(job, 1), scenario.entry(job, nodes).placement(), scenario.now);
  }

  private void force(Event event) {
    force(scenario, event);
  }

  private static void force(KernelScenario scenario, Event event) {
    Kernel.apply(scenario.state, event);
  }

  private void found(String... parts) {
    found(scenario, parts);
  }

  private static void found(KernelScenario scenario, String... parts) {
    List<String> violations = Invariants.violations(scenario.state);
    for (String part : parts) {
      assertThat(violations).anyMatch(violation -> violation.contains(part));
    }
  }
}
