package org.arkwright.kernel.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.kernel.index.IdempotencyKeys;
import org.arkwright.kernel.index.SpecTexts;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.pipeline.StepOf;
import org.arkwright.model.pipeline.StepState;

/** The live pipelines; one that has ended leaves. Belongs to the state's thread. */
public final class PipelineTable {
  /** Keys of pipelines are not told apart by author. */
  private static final String ANYBODY = "";

  private final NavigableMap<PipelineId, LivePipeline> pipelines = new TreeMap<>();
  private final Map<Name, PipelineId> names = new LinkedHashMap<>();
  private final Map<Name, PipelineId> jobNames = new LinkedHashMap<>();
  private final Map<JobId, StepOf> jobs = new LinkedHashMap<>();
  private final Map<ProjectName, Long> characters = new LinkedHashMap<>();
  private final NavigableSet<PipelineId> due = new TreeSet<>();
  private final IdempotencyKeys keys = new IdempotencyKeys();
  private long lastStepJob;

  /** A name of a pipeline or a job within its project. */
  private record Name(ProjectName project, String name) {}

  PipelineTable() {}

  /** The live pipeline of that id, as of now. */
  public Optional<Pipeline> find(PipelineId id) {
    return Optional.ofNullable(pipelines.get(id)).map(LivePipeline::now);
  }

  /** The live pipeline of that name. */
  public Optional<PipelineId> named(ProjectName project, String name) {
    return Optional.ofNullable(names.get(new Name(project, name)));
  }

  /** Every live pipeline, by id, as of now. */
  public List<Pipeline> all() {
    return pipelines.values().stream().map(LivePipeline::now).toList();
  }

  /** The ids of the live pipelines. */
  public NavigableSet<PipelineId> ids() {
    return Collections.unmodifiableNavigableSet(pipelines.navigableKeySet());
  }

  /** The steps of a live pipeline, for reading. */
  public Optional<PipelineSteps> steps(PipelineId id) {
    return Optional.ofNullable(pipelines.get(id)).map(live -> live.steps());
  }

  /**
   * The live pipeline whose step has, or is going to have, the job of that name: no other job may
   * take it.
   */
  public Optional<PipelineId> reserving(ProjectName project, String jobName) {
    return Optional.ofNullable(jobNames.get(new Name(project, jobName)));
  }

  /** The step that a job runs or ran, while its pipeline is live. */
  public Optional<StepOf> stepOf(JobId job) {
    return Optional.ofNullable(jobs.get(job));
  }

  /** The pipelines in which a step may start, or whose steps are all over. */
  public List<PipelineId> due() {
    return List.copyOf(due);
  }

  /** Whether there is anything to do. */
  public boolean isDue() {
    return !due.isEmpty();
  }

  /** The pipeline that was accepted with the idempotency key, whether it is live or not. */
  public Optional<PipelineId> ofKey(String key, long nowNanos) {
    return keys.find(ANYBODY, key, nowNanos)
        .flatMap(IdempotencyKeys.Use::job)
        .map(id -> new PipelineId(id.value()));
  }

  /** The characters of the scripts, commands, variables and labels of a project's pipelines. */
  public long textOf(ProjectName project) {
    return characters.getOrDefault(project, 0L);
  }

  /**
   * The live pipeline with a step that has not started and reads the version, which must not go
   * meanwhile.
   */
  public Optional<Pipeline> reading(ProjectName project, ArtifactRef version) {
    return pipelines.values().stream()
        .filter(live -> live.submitted().spec().project().equals(project))
        .filter(live -> reads(live, version))
        .findFirst()
        .map(LivePipeline::now);
  }

  /**
   * The id that the next job of a step gets. Ids of one millisecond are told apart by a number, of
   * which clients' jobs begin in the lower half; those of steps are counted in the highest quarter.
   */
  public JobId nextJob(long nowNanos) {
    return following(lastStepJob, nowNanos);
  }

  /** The id after one that {@link #nextJob} or this method gave. */
  public static JobId nextJob(JobId before, long nowNanos) {
    return following(before.value(), nowNanos);
  }

  private static JobId following(long last, long nowNanos) {
    int base = 3 << (JobId.SEQUENCE_BITS - 2);
    long next = Math.max(JobId.of(nowNanos / 1_000_000, base).value(), last + 1);
    // The millisecond is used up: on with the next one.
    boolean left = (next & ((1L << JobId.SEQUENCE_BITS) - 1)) < base;
    return left ? JobId.of(next >>> JobId.SEQUENCE_BITS, base) : new JobId(next);
  }

  private static boolean reads(LivePipeline live, ArtifactRef version) {
    for (PipelineStep step : live.submitted().spec().steps()) {
      if (live.steps().state(step.name()) instanceof StepState.Waiting) {
        for (ArtifactRef input : step.job().mounts().inputs().values()) {
          boolean bound =
              input.version().isEmpty()
                  && input.name().equals(version.name())
                  && live.steps().needs(step.name()).stream()
                      .anyMatch(need -> live.steps().state(need).versions().containsValue(version));
          if (bound || input.equals(version)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  void apply(PipelineEvent event) {
    if (event instanceof PipelineEvent.PipelineSubmitted submitted) {
      begin(submitted);
      return;
    }
    LivePipeline live =
        Optional.ofNullable(pipelines.get(event.pipeline()))
            .orElseThrow(() -> new IllegalStateException("no live pipeline for " + event));
    switch (event) {
      case PipelineEvent.PipelineSubmitted _ -> throw new IllegalStateException("handled above");
      case PipelineEvent.StepReused(_, String step, var outputs, long at) ->
          live.steps().settled(step, new StepState.Reused(outputs, at));
      case PipelineEvent.StepUnstartable(_, String step, String why, long at) ->
          live.steps().settled(step, new StepState.Unstartable(why, at));
      case PipelineEvent.PipelineStopping(_, String by, long at) -> {
        live.cancel(by, at);
      }
      case PipelineEvent.PipelineEnded _ -> {
        if (!live.steps().areOver()) {
          throw new IllegalStateException("not all its steps are over: " + event);
        }
        end(live);
        return;
      }
    }
    changed(live);
  }

  private void begin(PipelineEvent.PipelineSubmitted event) {
    PipelineSpec spec = event.spec();
    add(
        new Pipeline(
            event.pipeline(),
            spec,
            event.by(),
            event.atNanos(),
            Collections.emptySortedMap(),
            Optional.empty(),
            Optional.empty()));
    event
        .idempotencyKey()
        .ifPresent(key ->
            // A pipeline's id has the form of a job's.
            keys.add(
                new IdempotencyKeys.Use(
                    ANYBODY,
                    key,
                    Optional.empty(),
                    Optional.of(new JobId(event.pipeline().value())),
                    event.atNanos())));
  }

  private void add(Pipeline pipeline) {
    PipelineSpec spec = pipeline.spec();
    LivePipeline live = new LivePipeline(pipeline);
    if (pipelines.putIfAbsent(pipeline.id(), live) != null) {
      throw new IllegalStateException("the pipeline exists: " + pipeline.id());
    }
    names.put(new Name(spec.project(), spec.name()), pipeline.id());
    characters.merge(spec.project(), characters(spec), Long::sum);
    for (PipelineStep step : spec.steps()) {
      StepState state = live.steps().state(step.name());
      state.jobId().ifPresent(job -> jobs.put(job, new StepOf(pipeline.id(), step.name())));
      if (!state.isFinal()) {
        jobNames.put(new Name(spec.project(), step.job().name()), pipeline.id());
      }
    }
    changed(live);
  }

  private void end(LivePipeline live) {
    PipelineSpec spec = live.submitted().spec();
    pipelines.remove(live.submitted().id());
    due.remove(live.submitted().id());
    names.remove(new Name(spec.project(), spec.name()));
    characters.computeIfPresent(
        spec.project(),
        (_, sum) -> {
          long left = sum - characters(spec);
          return left == 0 ? null : left;
        });
    for (PipelineStep step : spec.steps()) {
      jobNames.remove(new Name(spec.project(), step.job().name()));
      live.steps().state(step.name()).jobId().ifPresent(jobs::remove);
    }
  }

  private void changed(LivePipeline live) {
    live.steps()
        .takeSettled()
        .forEach(step ->
            jobNames.remove(new Name(live.submitted().spec().project(), step.job().name())));
    if (live.steps().isDue()) {
      due.add(live.submitted().id());
    } else {
      due.remove(live.submitted().id());
    }
  }

  /** Starts the step of a job that was submitted, if it has one. */
  void begin(Job job) {
    StepOf.of(job.spec())
        .ifPresent(step -> {
          LivePipeline live =
              Optional.ofNullable(pipelines.get(step.pipeline()))
                  .orElseThrow(() -> new IllegalStateException("no live pipeline for " + step));
          live.steps().started(step.step(), job.id(), job.submittedAtNanos());
          jobs.put(job.id(), step);
          lastStepJob = Math.max(lastStepJob, job.id().value());
          changed(live);
        });
  }

  /** Ends the step of a job that has ended. */
  void update(Job job) {
    if (job.state().isFinal()) {
      Optional.ofNullable(jobs.get(job.id()))
          .ifPresent(step -> {
            LivePipeline live = Optional.ofNullable(pipelines.get(step.pipeline())).orElseThrow();
            live.steps().jobIs(step.step(), job.id(), job.state());
            changed(live);
          });
    }
  }

  /** Updates the steps for a version that a job made. */
  void update(ArtifactEvent event) {
    if (event instanceof ArtifactEvent.ArtifactRegistered(ArtifactVersion version)) {
      version
          .lineage()
          .job()
          .flatMap(this::stepOf)
          .ifPresent(step -> steps(step.pipeline()).orElseThrow().made(step.step(), version));
    }
  }

  private static long characters(PipelineSpec spec) {
    return spec.steps().stream().mapToLong(step -> SpecTexts.of(step.job())).sum();
  }

  /** The table as plain values. */
  PipelineImage image() {
    return new PipelineImage(new ArrayList<>(all()), keys.all(), lastStepJob);
  }

  void restore(PipelineImage image) {
    image.pipelines().forEach(this::add);
    image.keys().forEach(keys::restore);
    lastStepJob = image.lastStepJob();
  }
}
