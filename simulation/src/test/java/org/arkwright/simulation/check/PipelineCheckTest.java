package org.arkwright.simulation.check;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.Event;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.pipeline.PipelineOutcome;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.pipeline.StepOf;
import org.arkwright.model.unit.Bytes;
import org.arkwright.simulation.time.Violation;
import org.junit.jupiter.api.Test;

/** A check that never fails proves nothing: each rule is broken once. */
class PipelineCheckTest {
  private static final PipelineId PIPELINE = new PipelineId(7);
  private static final ArtifactName DATA = new ArtifactName(ArtifactKind.DATASET, "data");

  private final PipelineCheck check = new PipelineCheck();
  private final PipelineStep make = step("make", new TreeMap<>(), true);
  private final PipelineStep read =
      step("read", new TreeMap<>(Map.of("in", ArtifactRef.latest(DATA))), false);

  @Test
  void inOrder_isFine() {
    submit();
    begin(1, make, 1, Optional.empty());
    succeed(1, 2);
    made(1, 1, 2);
    begin(2, read, 2, Optional.of(1));
    succeed(2, 3);
    assertThatNoException().isThrownBy(() -> ended(PipelineOutcome.SUCCEEDED, 3));
  }

  @Test
  void stepBegunTwice_isFound() {
    submit();
    begin(1, make, 1, Optional.empty());
    violates("begun twice", () -> begin(2, make, 1, Optional.empty()));
  }

  @Test
  void stepBegunBeforeItsInputExists_isFound() {
    submit();
    violates("before what it needs", () -> begin(1, read, 1, Optional.of(1)));
  }

  @Test
  void stepBegunOnAnotherVersion_isFound() {
    submit();
    begin(1, make, 1, Optional.empty());
    succeed(1, 2);
    made(1, 3, 2);
    violates("step read of", () -> begin(2, read, 2, Optional.of(2)));
  }

  @Test
  void stepLeftWaiting_isFound() {
    submit();
    violates("forgotten", () -> succeedOther(9));
  }

  @Test
  void reuseOfWhatAnotherWorkMade_isFound() {
    check.happened(submitted(5, job("other", "other work", new TreeMap<>(), true), 1));
    made(5, 1, 1);
    submit();
    violates(
        "made by other work",
        () ->
            check.happened(
                new PipelineEvent.StepReused(
                    PIPELINE, "make", new TreeMap<>(Map.of("out", ArtifactRef.of(DATA, 1))), 1)));
  }

  @Test
  void endBeforeTheSteps_andAFalseOutcome_areFound() {
    submit();
    begin(1, make, 1, Optional.empty());
    violates("ends before its steps", () -> ended(PipelineOutcome.FAILED, 1));
    check.happened(new Event.JobCancelled(new JobId(1), "ada", 1));
    violates("is said to be", () -> ended(PipelineOutcome.SUCCEEDED, 1));
  }

  private void submit() {
    check.happened(
        new PipelineEvent.PipelineSubmitted(
            PIPELINE,
            new PipelineSpec("p", ProjectName.DEFAULT, List.of(make, read)),
            "ada",
            Optional.empty(),
            1));
  }

  private void begin(long id, PipelineStep step, long at, Optional<Integer> version) {
    JobSpec job = step.job();
    if (version.isPresent()) {
      TreeMap<String, ArtifactRef> inputs = new TreeMap<>();
      inputs.put("in", ArtifactRef.of(DATA, version.get()));
      job = job.withMounts(new Mounts(inputs, job.mounts().outputs()));
    }
    check.happened(submitted(id, new StepOf(PIPELINE, step.name()).label(job), at));
  }

  private static Event submitted(long id, JobSpec job, long at) {
    return new Event.JobSubmitted(new JobId(id), job, "ada", Optional.empty(), at);
  }

  private void succeed(long id, long at) {
    check.happened(new Event.JobSucceeded(new JobId(id), at));
  }

  private void succeedOther(long at) {
    check.happened(submitted(99, job("other", "x", new TreeMap<>(), false), at));
  }

  private void made(long job, int version, long at) {
    check.happened(
        new ArtifactEvent.ArtifactRegistered(
            new ArtifactVersion(
                ProjectName.DEFAULT,
                DATA,
                version,
                new StoredFiles(new Digest("a".repeat(64)), new Bytes(1), 1),
                "ada",
                new Lineage("x", Optional.of(new JobId(job)), new TreeMap<>(), Optional.empty()),
                at)));
  }

  private void ended(PipelineOutcome outcome, long at) {
    check.happened(new PipelineEvent.PipelineEnded(PIPELINE, outcome, at));
  }

  private static void violates(String what, Runnable action) {
    assertThatExceptionOfType(Violation.class).isThrownBy(action::run).withMessageContaining(what);
  }

  private static PipelineStep step(String name, Map<String, ArtifactRef> inputs, boolean makes) {
    return new PipelineStep(name, job("p-" + name, "work", inputs, makes), new TreeSet<>());
  }

  private static JobSpec job(
      String name, String work, Map<String, ArtifactRef> inputs, boolean makes) {
    TreeMap<String, ArtifactName> outputs = new TreeMap<>();
    if (makes) {
      outputs.put("out", DATA);
    }
    return new JobSpec(
            name,
            ProjectName.DEFAULT,
            new TreeMap<>(),
            new JobSpec.Gang(1, new RankResources(1, Bytes.ZERO, Optional.empty()), Topology.ANY),
            new JobSpec.Execution(
                new Work.Command(List.of(work)),
                new TreeMap<>(),
                Optional.empty(),
                Isolation.PROCESS,
                RestartPolicy.DEFAULT,
                Optional.empty(),
                Duration.ZERO),
            JobSpec.Scheduling.DEFAULT,
            Optional.empty())
        .withMounts(new Mounts(new TreeMap<>(inputs), outputs));
  }
}
