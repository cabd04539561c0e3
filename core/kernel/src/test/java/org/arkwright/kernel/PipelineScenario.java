package org.arkwright.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.Refusal;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.pipeline.StepState;
import org.arkwright.model.unit.Bytes;

/** Pipelines in a {@link KernelScenario}; every command is followed by what it lets start. */
final class PipelineScenario {
  final KernelScenario kernel = new KernelScenario().node("a", 1000, "h100", 4);
  private long lastPipeline = 1_000;

  /** A step that needs others without reading from them. */
  static PipelineStep step(String pipeline, String name, JobBuilder job, String... after) {
    return new PipelineStep(name, job.build(), new TreeSet<>(Arrays.asList(after)));
  }

  /** A step of the pipeline {@code p} whose job is its own. */
  static PipelineStep step(String name, String... after) {
    return step("p", name, JobBuilder.aJob("p-" + name), after);
  }

  /** A step of the pipeline {@code p} that reads and makes a dataset; a blank one is none. */
  static PipelineStep data(String name, String reads, String makes) {
    JobBuilder job = JobBuilder.aJob("p-" + name).env("STEP", name);
    if (!reads.isEmpty()) {
      job.reads("in", "dataset/" + reads);
    }
    if (!makes.isEmpty()) {
      job.makes("out", "dataset/" + makes);
    }
    return step("p", name, job);
  }

  static PipelineSpec pipeline(PipelineStep... steps) {
    return new PipelineSpec("p", ProjectName.DEFAULT, List.of(steps));
  }

  PipelineId submit(PipelineStep... steps) {
    return submit(pipeline(steps));
  }

  PipelineId submit(PipelineSpec spec) {
    PipelineId id = new PipelineId(++lastPipeline);
    kernel.events(command(id, spec));
    advance();
    return id;
  }

  PipelineCommand command(PipelineSpec spec) {
    return command(new PipelineId(++lastPipeline), spec);
  }

  private static PipelineCommand command(PipelineId id, PipelineSpec spec) {
    return new PipelineCommand.SubmitPipeline(id, spec);
  }

  Refusal refusal(PipelineStep... steps) {
    return kernel.refusal(command(pipeline(steps)));
  }

  /** What the control plane does in each batch; returns the events. */
  List<Event> advance() {
    List<Event> all = new ArrayList<>();
    while (kernel.state.pipelines().isDue()) {
      all.addAll(kernel.events(new PipelineCommand.AdvancePipelines()));
    }
    return all;
  }

  Pipeline now(PipelineId id) {
    return kernel.state.pipelines().find(id).orElseThrow();
  }

  StepState state(PipelineId id, String step) {
    return Optional.ofNullable(now(id).steps().get(step)).orElseThrow();
  }

  String words(PipelineId id) {
    StringBuilder text = new StringBuilder();
    now(id)
        .steps()
        .forEach((step, state) -> text.append(step).append(' ').append(state.word()).append(' '));
    return text.toString().strip();
  }

  JobId job(PipelineId id, String step) {
    return state(id, step).jobId().orElseThrow();
  }

  JobSpec spec(PipelineId id, String step) {
    return kernel.job(job(id, step)).spec();
  }

  /** Runs the step's job to its success; it leaves files of the given content in its outputs. */
  List<Event> succeeds(PipelineId id, String step, char content) {
    JobId job = job(id, step);
    AttemptId attempt = kernel.start(job, "a");
    kernel.started(attempt, 0);
    Map<String, StoredFiles> outputs = new TreeMap<>();
    kernel
        .job(job)
        .spec()
        .mounts()
        .outputs()
        .keySet()
        .forEach(mount -> outputs.put(mount, files(content)));
    return ends(
        attempt,
        new RankExit.Exited(0),
        new StoredOutputs(new TreeMap<>(outputs), Optional.empty()));
  }

  /** Runs the step's job, which exits with that code and leaves nothing. */
  List<Event> exits(PipelineId id, String step, int code) {
    AttemptId attempt = kernel.start(job(id, step), "a");
    kernel.started(attempt, 0);
    return ends(
        attempt, new RankExit.Exited(code), new StoredOutputs(new TreeMap<>(), Optional.empty()));
  }

  private List<Event> ends(AttemptId attempt, RankExit exit, StoredOutputs outputs) {
    kernel.events(
        new Command.ReportRankEnded(attempt, 0, exit, Optional.of(outputs), Optional.empty()));
    return advance();
  }

  void imported(String dataset, char content) {
    kernel.events(
        new ArtifactCommand.RegisterArtifact(
            ProjectName.DEFAULT,
            ArtifactName.parse("dataset/" + dataset).orElseThrow(),
            files(content),
            Lineage.imported("/data")));
  }

  static StoredFiles files(char content) {
    return new StoredFiles(new Digest(String.valueOf(content).repeat(64)), new Bytes(1), 1);
  }
}
