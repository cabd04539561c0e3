package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.arkwright.kernel.PipelineScenario.data;
import static org.arkwright.kernel.PipelineScenario.pipeline;
import static org.arkwright.kernel.PipelineScenario.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.arkwright.kernel.rule.Decision;
import org.arkwright.kernel.state.RanAnew;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;
import org.arkwright.model.pipeline.PipelineOutcome;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.pipeline.StepState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineRulesTest {
  private static final ArtifactName SORTED = ArtifactName.parse("dataset/sorted").orElseThrow();

  private final PipelineScenario scenario = new PipelineScenario();

  /** The specs of jobs that have ended, as a history has them. */
  private final Map<JobId, JobSpec> specs = new TreeMap<>();

  @AfterEach
  void replays() {
    scenario.kernel.replays();
  }

  @Test
  void submit_chain_startsOnlyWhatNeedsNothing() {
    PipelineId id = scenario.submit(step("c", "b"), step("b", "a"), step("a"), step("d"));
    assertThat(scenario.words(id)).isEqualTo("a Started b Waiting c Waiting d Started");
    assertThat(scenario.spec(id, "a").labels())
        .containsEntry("arkwright.org/pipeline", id.toString())
        .containsEntry("arkwright.org/step", "a");
    assertThat(scenario.kernel.job(scenario.job(id, "a")).submittedBy()).isEqualTo("ada");
  }

  @Test
  void stepSucceeds_itsReaderStartsOnTheVeryVersionItMade() {
    scenario.imported("clean", 'd');
    PipelineId id = scenario.submit(data("make", "", "clean"), data("count", "clean", "lines"));
    scenario.succeeds(id, "make", 'a');
    scenario.imported("clean", 'e');
    assertThat(scenario.spec(id, "count").mounts().inputs().get("in"))
        .hasToString("dataset/clean@2");
    List<Event> last = scenario.succeeds(id, "count", 'b');
    assertThat(ended(last).outcome()).isEqualTo(PipelineOutcome.SUCCEEDED);
    assertThat(scenario.kernel.state.pipelines().all()).isEmpty();
  }

  @Test
  void submit_inputsThatNoStepMakes_arePinnedForTheWholeRun() {
    scenario.imported("raw", 'a');
    PipelineId id =
        scenario.submit(
            step("p", "one", aJob("p-one")),
            step("p", "two", aJob("p-two").reads("in", "dataset/raw@latest"), "one"));
    scenario.imported("raw", 'b');
    scenario.exits(id, "one", 0);
    assertThat(scenario.spec(id, "two").mounts().inputs().get("in")).hasToString("dataset/raw@1");
  }

  @Test
  void stepFails_whatNeedsItDoesNotRun_theOthersContinue() {
    PipelineId id =
        scenario.submit(step("a"), step("b", "a"), step("c", "b"), step("d"), step("e", "d"));
    fails(id, "a");
    assertThat(scenario.words(id)).isEqualTo("a Failed b NotRun c NotRun d Started e Waiting");
    assertThat(scenario.state(id, "c"))
        .isInstanceOfSatisfying(
            StepState.NotRun.class, state -> assertThat(state.because()).isEqualTo("a"));
    scenario.exits(id, "d", 0);
    assertThat(ended(scenario.exits(id, "e", 0)).outcome()).isEqualTo(PipelineOutcome.FAILED);
  }

  @Test
  void stepIsCancelledAsAJob_whatNeedsItDoesNotRun() {
    PipelineId id = scenario.submit(step("a"), step("b", "a"));
    scenario.kernel.cancel(scenario.job(id, "a"));
    assertThat(scenario.words(id)).isEqualTo("a Cancelled b NotRun");
    assertThat(ended(scenario.advance()).outcome()).isEqualTo(PipelineOutcome.FAILED);
  }

  @Test
  void cancel_reachesQueuedAndRunningJobs_andStartsNothing() {
    PipelineId id = scenario.submit(step("a"), step("b"), step("c", "a", "b"));
    JobId running = scenario.job(id, "b");
    var attempt = scenario.kernel.start(running, "a");
    List<Event> events = scenario.kernel.events(new PipelineCommand.CancelPipeline(id));
    assertThat(events).hasSize(3);
    assertThat(scenario.words(id)).isEqualTo("a Cancelled b Started c Cancelled");
    assertThat(scenario.now(id).word()).isEqualTo("Stopping");
    assertThat(scenario.kernel.job(running).state()).isInstanceOf(JobState.Stopping.class);
    assertThat(scenario.kernel.events(new PipelineCommand.CancelPipeline(id))).isEmpty();
    scenario.kernel.ended(attempt, 0, 1);
    assertThat(ended(scenario.advance()).outcome()).isEqualTo(PipelineOutcome.CANCELLED);
    assertThat(scenario.kernel.refusal(new PipelineCommand.CancelPipeline(id)).code())
        .isEqualTo(Refusal.Code.NOT_FOUND);
  }

  @Test
  void submitAgain_unchangedStepsAreNotRun_changedOnesAndTheirReadersAre() {
    PipelineStep make = data("make", "", "raw");
    PipelineStep sort = data("sort", "raw", "sorted");
    PipelineStep count = data("count", "sorted", "lines");
    PipelineId first = scenario.submit(make, sort, count);
    scenario.succeeds(first, "make", 'a');
    scenario.succeeds(first, "sort", 'b');
    scenario.succeeds(first, "count", 'c');

    scenario.submit(make, sort, count);
    assertThat(scenario.kernel.state.pipelines().all()).isEmpty();
    assertThat(scenario.kernel.journal)
        .filteredOn(PipelineEvent.StepReused.class::isInstance)
        .hasSize(3);

    PipelineStep changed =
        step(
            "p",
            "sort",
            aJob("p-sort")
                .env("STEP", "new")
                .reads("in", "dataset/raw")
                .makes("out", "dataset/sorted"));
    PipelineId third = scenario.submit(make, changed, count);
    assertThat(scenario.words(third)).isEqualTo("count Waiting make Reused sort Started");
    // Another work, but the same result: who reads it need not run.
    assertThat(ended(scenario.succeeds(third, "sort", 'b')).outcome())
        .isEqualTo(PipelineOutcome.SUCCEEDED);
  }

  private RanAnew anew(PipelineId id, String step) {
    return RanAnew.of(
        scenario.kernel.state,
        scenario.kernel.job(scenario.job(id, step)),
        job -> Optional.ofNullable(specs.get(job)));
  }

  @Test
  void stepThatRanAnew_namesWhatDiffers_orThatNothingIsKept() {
    PipelineStep make = data("make", "", "raw");
    PipelineStep sort = data("sort", "raw", "sorted");
    PipelineId first = scenario.submit(make, sort, step("say"));
    assertThat(anew(first, "make")).isEqualTo(new RanAnew.NothingBefore());
    assertThat(anew(first, "say")).isEqualTo(new RanAnew.NoOutputs());
    specs.put(scenario.job(first, "make"), scenario.spec(first, "make"));
    scenario.succeeds(first, "make", 'a');
    specs.put(scenario.job(first, "sort"), scenario.spec(first, "sort"));
    scenario.succeeds(first, "sort", 'b');
    scenario.exits(first, "say", 0);

    PipelineStep changed =
        step("p", "make", aJob("p-make").env("STEP", "new").makes("out", "dataset/raw"));
    PipelineId second = scenario.submit(changed, sort);
    assertThat(anew(second, "make"))
        .isEqualTo(
            new RanAnew.Changed(
                ArtifactRef.parse("dataset/raw@1").orElseThrow(), List.of("env.STEP")));
    scenario.succeeds(second, "make", 'c');
    assertThat(anew(second, "sort").text())
        .isEqualTo(
            "inputs.in (dataset/raw@2, was dataset/raw@1) differs"
                + " from what made dataset/sorted@1, the newest result");
    scenario.kernel.cancel(scenario.job(second, "sort"));
    scenario.advance();

    scenario.kernel.events(new ArtifactCommand.RemoveArtifact(ProjectName.DEFAULT, SORTED, 1));
    PipelineId third = scenario.submit(changed, sort);
    assertThat(anew(third, "sort")).isEqualTo(new RanAnew.ResultsGone(SORTED));
  }

  @Test
  void step_withoutOutputs_isNeverReused() {
    PipelineId first = scenario.submit(step("a"));
    scenario.exits(first, "a", 0);
    assertThat(scenario.words(scenario.submit(step("a")))).isEqualTo("a Started");
  }

  @Test
  void step_thatLeavesNoOutput_doesNotLetItsReaderStart() {
    PipelineId id = scenario.submit(data("make", "", "raw"), data("sort", "raw", "sorted"));
    List<Event> events = scenario.exits(id, "make", 0);
    assertThat(events)
        .filteredOn(PipelineEvent.StepUnstartable.class::isInstance)
        .singleElement()
        .extracting("why")
        .isEqualTo("no step left dataset/raw, its input in");
    assertThat(ended(events).outcome()).isEqualTo(PipelineOutcome.FAILED);
  }

  @Test
  void submit_whatCannotBe_isRefusedWithStepAndField() {
    assertThat(scenario.refusal(step("a", "c"), step("b", "a"), step("c", "b")).toString())
        .contains("a → c → b → a");
    assertThat(scenario.refusal(step("a", "a")).toString()).contains("a → a");
    assertThat(scenario.refusal(step("a", "gone")).toString())
        .contains("step 'a', after", "'gone'", "one of the steps a");
    assertThat(scenario.refusal(step("a"), step("a")).toString()).contains("no other step has");
    assertThat(scenario.refusal(data("a", "", "x"), data("b", "", "x")).toString())
        .contains("step 'b', outputs.out", "Step 'a' produces it too");
    assertThat(scenario.refusal(data("a", "nowhere", "x")).toString())
        .contains("step 'a', inputs.in", "dataset/nowhere", "an output of another step");
    assertThat(scenario.refusal().toString()).contains("0 steps");
    PipelineStep[] many =
        IntStream.rangeClosed(0, PipelineSpec.STEPS_MAX)
            .mapToObj(i -> step("s" + i))
            .toArray(PipelineStep[]::new);
    assertThat(scenario.refusal(many).toString()).contains("1001 steps", "1 to 1000");
    assertThat(scenario.refusal(step("p", "a", aJob("other"))).toString())
        .contains("default/p-a", "Leave name and project");
  }

  @Test
  void submit_again_whileItLives_isTheSamePipeline_anotherIsRefused() {
    PipelineId id = scenario.submit(step("a"), step("b", "a"));
    assertThat(scenario.kernel.send(scenario.command(pipeline(step("a"), step("b", "a")))))
        .isEqualTo(new Decision.PipelineAlreadyAccepted(id));
    assertThat(scenario.refusal(step("a")).toString()).contains("'p'", id.toString());
    scenario.kernel.events(new PipelineCommand.CancelPipeline(id));
    assertThat(scenario.kernel.state.pipelines().isDue()).isTrue();
    assertThat(scenario.refusal(step("a"), step("b", "a")).code()).isEqualTo(Refusal.Code.CONFLICT);
  }

  @Test
  void submit_sameIdempotencyKey_isTheSamePipeline_evenOnceItHasEnded() {
    PipelineId id = new PipelineId(7);
    Optional<IdempotencyKey> key = Optional.of(IdempotencyKey.of("k"));
    scenario.kernel.events(
        Request.of(new PipelineCommand.SubmitPipeline(id, pipeline(step("a"))), KernelScenario.ADA)
            .keyed(key));
    scenario.advance();
    scenario.exits(id, "a", 0);
    assertThat(
            scenario.kernel.send(
                Request.of(
                        new PipelineCommand.SubmitPipeline(new PipelineId(8), pipeline(step("a"))),
                        KernelScenario.ADA)
                    .keyed(key)))
        .isEqualTo(new Decision.PipelineAlreadyAccepted(id));
  }

  @Test
  void jobName_ofAStepToCome_isTakenByNobodyElse() {
    PipelineId id = scenario.submit(step("a"), step("b", "a"));
    assertThat(
            scenario
                .kernel
                .refusal(new Command.SubmitJob(new JobId(5), aJob("p-b").build()))
                .toString())
        .contains("'p-b'", id.toString());
  }

  @Test
  void jobName_ofAnotherPipelinesStep_isRefusedToAStep() {
    PipelineId other =
        scenario.submit(
            new PipelineSpec(
                "p-b",
                ProjectName.DEFAULT,
                List.of(step("p-b", "w", aJob("p-b-w")), step("p-b", "x", aJob("p-b-x"), "w"))));
    assertThat(scenario.refusal(step("b-x")).toString())
        .contains("'p-b-x'", "step 'b-x'", other.toString());
  }

  @Test
  void version_thatAStepIsGoingToRead_cannotBeRemoved() {
    PipelineId id =
        scenario.submit(
            data("make", "", "raw"),
            step("slow"),
            step("p", "sort", aJob("p-sort").reads("in", "dataset/raw"), "slow"));
    scenario.succeeds(id, "make", 'a');
    Command removal =
        new ArtifactCommand.RemoveArtifact(
            ProjectName.DEFAULT, ArtifactName.parse("dataset/raw").orElseThrow(), 1);
    assertThat(scenario.kernel.refusal(removal).toString()).contains(id.toString());
  }

  @Test
  void serverOfACopy_givesUpThePipelines() {
    PipelineId id = scenario.submit(step("a"), step("b", "a"), step("c"));
    scenario.kernel.start(scenario.job(id, "c"), "a");
    scenario.kernel.events(new Command.StartServer("h", "m", "b", Optional.of("original"), 0));
    assertThat(scenario.words(id)).isEqualTo("a Cancelled b Cancelled c Cancelled");
    assertThat(ended(scenario.advance()).outcome()).isEqualTo(PipelineOutcome.CANCELLED);
    assertThat(scenario.kernel.state.jobs()).isEmpty();
  }

  @Test
  void stepsOfOneInstant_getIdsOfTheirOwn_inThePipelinesOrder() {
    List<PipelineStep> steps = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      steps.add(step("s" + (300 - i)));
    }
    PipelineId id = scenario.submit(steps.toArray(PipelineStep[]::new));
    List<JobId> jobs = steps.stream().map(one -> scenario.job(id, one.name())).toList();
    assertThat(jobs).isSorted().doesNotHaveDuplicates();
  }

  private void fails(PipelineId id, String step) {
    for (int i = 0; scenario.state(id, step) instanceof StepState.Started; i++) {
      assertThat(i).isLessThan(20);
      scenario.kernel.pass(java.time.Duration.ofHours(1));
      scenario.exits(id, step, 1);
    }
  }

  private static PipelineEvent.PipelineEnded ended(List<Event> events) {
    return (PipelineEvent.PipelineEnded)
        events.stream()
            .filter(PipelineEvent.PipelineEnded.class::isInstance)
            .findFirst()
            .orElseThrow();
  }
}
