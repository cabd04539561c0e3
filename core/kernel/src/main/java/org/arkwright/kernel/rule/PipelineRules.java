package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.kernel.index.SpecTexts;
import org.arkwright.kernel.state.PipelineSteps;
import org.arkwright.kernel.state.PipelineTable;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.model.pipeline.PipelineProblem;
import org.arkwright.model.pipeline.PipelineShape;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.pipeline.StepOf;

/**
 * The rules for pipelines. A step becomes a job in the batch in which the last of its needs
 * succeeds, and never twice: only a waiting step may start, and the job's own event makes it one
 * that has started.
 */
public final class PipelineRules {
  private static final Decision NO_CHANGE = new Decision.Accepted(List.of());

  private PipelineRules() {}

  public static Decision decide(
      State state, PipelineCommand command, Request request, long nowNanos) {
    return switch (command) {
      case PipelineCommand.SubmitPipeline submit -> submit(state, submit, request, nowNanos);
      case PipelineCommand.CancelPipeline(PipelineId pipeline) ->
          cancel(state, pipeline, RequestAuthor.of(state, request), nowNanos);
      case PipelineCommand.AdvancePipelines() -> advance(state, nowNanos);
    };
  }

  private static Decision submit(
      State state, PipelineCommand.SubmitPipeline submit, Request request, long nowNanos) {
    Optional<String> key = request.idempotencyKey().map(IdempotencyKey::value);
    Optional<PipelineId> earlier = key.flatMap(used -> state.pipelines().ofKey(used, nowNanos));
    if (earlier.isPresent()) {
      return new Decision.PipelineAlreadyAccepted(earlier.get());
    }
    List<PipelineProblem> problems = PipelineShape.problems(submit.spec());
    if (!problems.isEmpty()) {
      return new Decision.Refused(refusal(Refusal.Code.INVALID, problems.getFirst()));
    }
    Optional<PipelineProblem> missing = missingInput(state, submit.spec());
    if (missing.isPresent()) {
      return new Decision.Refused(refusal(Refusal.Code.NOT_FOUND, missing.get()));
    }
    PipelineSpec spec = pinned(state, submit.spec());
    Optional<Pipeline> namesake =
        state
            .pipelines()
            .named(spec.project(), spec.name())
            .flatMap(id -> state.pipelines().find(id));
    if (namesake.isPresent()) {
      return namesake.get().spec().equals(spec) && namesake.get().cancelledBy().isEmpty()
          ? new Decision.PipelineAlreadyAccepted(namesake.get().id())
          : new Decision.Refused(nameTaken(namesake.get()));
    }
    return refusal(state, submit.pipeline(), spec)
        .<Decision>map(Decision.Refused::new)
        .orElseGet(() ->
            new Decision.Accepted(
                List.of(
                    new PipelineEvent.PipelineSubmitted(
                        submit.pipeline(),
                        spec,
                        RequestAuthor.of(state, request),
                        key,
                        nowNanos))));
  }

  /** The refusal of what cannot be done now; empty when all of it can. */
  private static Optional<Refusal> refusal(State state, PipelineId id, PipelineSpec spec) {
    if (state.pipelines().find(id).isPresent()) {
      return Optional.of(
          new Refusal(
              Refusal.Code.CONFLICT,
              id.toString(),
              "an unused pipeline id",
              "Submit again with a new id."));
    }
    long text = 0;
    for (PipelineStep step : spec.steps()) {
      Optional<Refusal> refused =
          SubmissionRules.tooLong(step.job())
              .or(() -> taken(state, step.job()))
              .map(refusal -> ofStep(step, refusal));
      if (refused.isPresent()) {
        return refused;
      }
      text += SpecTexts.of(step.job());
    }
    return SubmissionRules.tooMuch(state, spec.project(), text);
  }

  /** A problem as a refusal, which names the step and the field in words. */
  private static Refusal refusal(Refusal.Code code, PipelineProblem problem) {
    String who = problem.step().isEmpty() ? "the pipeline" : "step '%s'".formatted(problem.step());
    String where = problem.field().isEmpty() ? "" : ", " + problem.field();
    return new Refusal(
        code,
        problem.offending(),
        "%s%s: %s".formatted(who, where, problem.expected()),
        problem.advice());
  }

  private static Refusal ofStep(PipelineStep step, Refusal refusal) {
    return new Refusal(
        refusal.code(),
        refusal.offending(),
        "step '%s': %s".formatted(step.name(), refusal.expected()),
        refusal.advice());
  }

  private static Optional<Refusal> taken(State state, JobSpec job) {
    Optional<JobId> live = state.jobNamed(job.project(), job.name());
    return live.isPresent()
        ? live.map(other -> SubmissionRules.nameTaken(job, other))
        : SubmissionRules.nameReserved(state, job);
  }

  private static Refusal nameTaken(Pipeline other) {
    return new Refusal(
        Refusal.Code.CONFLICT,
        other.spec().name(),
        "a name that no live pipeline in project %s has".formatted(other.spec().project()),
        "Pipeline %s has it, and was submitted from other steps or inputs, or is being cancelled:"
                .formatted(other.id())
            + " wait for it, cancel it, or choose another name.");
  }

  /** The first input that no step produces and that does not exist. */
  private static Optional<PipelineProblem> missingInput(State state, PipelineSpec spec) {
    var producers = spec.producers();
    for (PipelineStep step : spec.steps()) {
      for (var input : step.job().mounts().inputs().entrySet()) {
        ArtifactRef ref = input.getValue();
        boolean made = ref.version().isEmpty() && producers.containsKey(ref.name());
        if (!made && state.artifacts().find(spec.project(), ref).isEmpty()) {
          return Optional.of(
              new PipelineProblem(
                  step.name(),
                  "inputs." + input.getKey(),
                  ArtifactRules.asTyped(ref),
                  "an output of another step, or an artifact in project %s%s"
                      .formatted(
                          spec.project(), ArtifactRules.alternatives(state, spec.project(), ref)),
                  "Import it, or run the job that produces it, first."));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the pipeline with the version number of every input that no step produces. */
  private static PipelineSpec pinned(State state, PipelineSpec spec) {
    var producers = spec.producers();
    List<PipelineStep> steps = new ArrayList<>();
    for (PipelineStep step : spec.steps()) {
      SortedMap<String, ArtifactRef> inputs = new TreeMap<>();
      step.job()
          .mounts()
          .inputs()
          .forEach((mount, ref) ->
              inputs.put(
                  mount,
                  ref.version().isEmpty() && producers.containsKey(ref.name())
                      ? ref
                      : state.artifacts().find(spec.project(), ref).orElseThrow().ref()));
      steps.add(step.withJob(withInputs(step.job(), inputs)));
    }
    return spec.withSteps(steps);
  }

  private static JobSpec withInputs(JobSpec job, SortedMap<String, ArtifactRef> inputs) {
    return inputs.equals(job.mounts().inputs())
        ? job
        : job.withMounts(new Mounts(inputs, job.mounts().outputs()));
  }

  private static Decision cancel(State state, PipelineId id, String by, long nowNanos) {
    Optional<Pipeline> live = state.pipelines().find(id);
    if (live.isEmpty()) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.NOT_FOUND,
              id.toString(),
              "a pipeline that has not ended",
              "It has already ended or never existed: 'arkwright pipeline list' lists them."));
    }
    return live.get().cancelledBy().isPresent()
        ? NO_CHANGE
        : new Decision.Accepted(cancelled(state, live.get(), by, nowNanos));
  }

  private static List<Event> cancelled(State state, Pipeline live, String by, long nowNanos) {
    List<Event> events = new ArrayList<>();
    events.add(new PipelineEvent.PipelineStopping(live.id(), by, nowNanos));
    live.steps()
        .values()
        .forEach(step ->
            step.jobId()
                .flatMap(state::job)
                .ifPresent(job -> events.addAll(CancellationRules.end(job, by, nowNanos))));
    return events;
  }

  private static Decision advance(State state, long nowNanos) {
    List<Event> events = new ArrayList<>();
    JobId next = state.pipelines().nextJob(nowNanos);
    for (PipelineId id : state.pipelines().due()) {
      Pipeline pipeline = state.pipelines().find(id).orElseThrow();
      PipelineSteps steps = state.pipelines().steps(id).orElseThrow();
      if (steps.areOver()) {
        events.add(new PipelineEvent.PipelineEnded(id, pipeline.outcome(), nowNanos));
      }
      for (PipelineStep step : steps.ready()) {
        Event event = begin(state, pipeline, steps, step, next, nowNanos);
        events.add(event);
        if (event instanceof Event.JobSubmitted) {
          next = PipelineTable.nextJob(next, nowNanos);
        }
      }
    }
    return new Decision.Accepted(events);
  }

  /** What becomes of a step whose needs have succeeded. */
  private static Event begin(
      State state,
      Pipeline pipeline,
      PipelineSteps steps,
      PipelineStep step,
      JobId id,
      long nowNanos) {
    SortedMap<String, ArtifactRef> inputs = new TreeMap<>();
    for (var input : step.job().mounts().inputs().entrySet()) {
      ArtifactRef ref = input.getValue();
      Optional<ArtifactRef> version =
          ref.version().isPresent() ? Optional.of(ref) : made(steps, step, ref.name());
      Optional<ArtifactVersion> found =
          version.flatMap(known -> state.artifacts().find(pipeline.spec().project(), known));
      if (found.isEmpty()) {
        String why =
            version.isPresent()
                ? "%s, its input %s, has been removed".formatted(version.get(), input.getKey())
                : "no step left %s, its input %s".formatted(ref.name(), input.getKey());
        return new PipelineEvent.StepUnstartable(pipeline.id(), step.name(), why, nowNanos);
      }
      inputs.put(input.getKey(), found.get().ref());
    }
    JobSpec job = withInputs(step.job(), inputs);
    return ReusableOutputs.of(state, job)
        .<Event>map(
            outputs -> new PipelineEvent.StepReused(pipeline.id(), step.name(), outputs, nowNanos))
        .orElseGet(() ->
            new Event.JobSubmitted(
                id,
                new StepOf(pipeline.id(), step.name()).label(job),
                pipeline.submittedBy(),
                Optional.empty(),
                nowNanos));
  }

  private static Optional<ArtifactRef> made(
      PipelineSteps steps, PipelineStep step, ArtifactName name) {
    return steps.needs(step.name()).stream()
        .flatMap(need -> steps.state(need).versions().values().stream())
        .filter(version -> version.name().equals(name))
        .findFirst();
  }

  /** The events that give up every live pipeline; those of their jobs are not among them. */
  static List<Event> stopAll(State state, String by, long nowNanos) {
    return state.pipelines().all().stream()
        .filter(live -> live.cancelledBy().isEmpty())
        .<Event>map(live -> new PipelineEvent.PipelineStopping(live.id(), by, nowNanos))
        .toList();
  }
}
