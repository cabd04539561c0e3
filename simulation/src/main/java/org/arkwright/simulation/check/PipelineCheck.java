package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.known;
import static org.arkwright.simulation.time.Violation.unless;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.Event;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.pipeline.PipelineOutcome;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.pipeline.StepOf;

/**
 * Checks pipelines from durable events alone: each step is begun at most once, only after what it
 * needs has succeeded, on the very versions that were made, and at the very time at which it could;
 * what is reused was made by the same work on the same content; a pipeline ends once all its steps
 * have, as they did.
 */
public final class PipelineCheck implements EventWatch {
  private final TreeMap<PipelineId, Watched> pipelines = new TreeMap<>();
  private final TreeMap<JobId, JobSpec> jobs = new TreeMap<>();
  private final TreeMap<String, ArtifactVersion> versions = new TreeMap<>();
  private final TreeSet<PipelineId> touched = new TreeSet<>();
  private long atNanos;
  private int begun;
  private int reused;
  private int ended;

  private enum Mark {
    WAITS,
    BEGUN,
    DONE,
    BROKEN
  }

  private static final class Watched {
    final PipelineSpec spec;
    final Map<String, PipelineStep> steps = new TreeMap<>();
    final Map<String, TreeSet<String>> needs = new TreeMap<>();
    final Map<String, Mark> marks = new TreeMap<>();
    final Map<String, ArtifactRef> made = new TreeMap<>();
    boolean stopping;

    Watched(PipelineSpec spec) {
      this.spec = spec;
      Map<String, String> makers = new TreeMap<>();
      for (PipelineStep step : spec.steps()) {
        steps.put(step.name(), step);
        marks.put(step.name(), Mark.WAITS);
        step.job()
            .mounts()
            .outputs()
            .values()
            .forEach(name -> makers.put(name.toString(), step.name()));
      }
      for (PipelineStep step : spec.steps()) {
        TreeSet<String> own = new TreeSet<>(step.after());
        for (ArtifactRef input : step.job().mounts().inputs().values()) {
          if (input.version().isEmpty()) {
            own.add(
                known(makers.get(input.name().toString()), "%s is neither pinned nor made", input));
          }
        }
        needs.put(step.name(), own);
      }
    }

    boolean met(String step) {
      return known(needs.get(step), "there is no step %s", step).stream()
          .allMatch(need -> marks.get(need) == Mark.DONE);
    }

    /** The steps that broke, and those that need one of them, directly or not. */
    private Set<String> hopeless() {
      Set<String> hopeless = new TreeSet<>();
      marks.forEach((step, mark) -> {
        if (mark == Mark.BROKEN) {
          hopeless.add(step);
        }
      });
      int before = -1;
      while (before < hopeless.size()) {
        before = hopeless.size();
        needs.forEach((step, own) -> {
          if (own.stream().anyMatch(hopeless::contains)) {
            hopeless.add(step);
          }
        });
      }
      return hopeless;
    }

    void begin(String step, Mark next) {
      unless(marks.get(step) == Mark.WAITS, "step %s of %s is begun twice", step, spec.name());
      unless(met(step), "step %s of %s is begun before what it needs", step, spec.name());
      unless(!stopping, "step %s of %s is begun though it was given up", step, spec.name());
      marks.put(step, next);
    }

    boolean over() {
      Set<String> hopeless = hopeless();
      return spec.steps().stream()
          .allMatch(step ->
              switch (known(marks.get(step.name()), "there is no step %s", step.name())) {
                case DONE, BROKEN -> true;
                case BEGUN -> false;
                case WAITS -> stopping || hopeless.contains(step.name());
              });
    }
  }

  /** The number of steps begun as jobs. */
  public int begun() {
    return begun;
  }

  /** The number of steps that were not run because their outputs existed. */
  public int reused() {
    return reused;
  }

  /** The number of pipelines that ended. */
  public int ended() {
    return ended;
  }

  /** The pipelines that have not ended, by id. */
  public List<PipelineId> unended() {
    return new ArrayList<>(pipelines.keySet());
  }

  @Override
  public void happened(Event event) {
    if (event.atNanos() > atNanos) {
      // What an instant lets begin begins in it: a batch is one instant.
      touched.forEach(this::checkNothingForgotten);
      touched.clear();
      atNanos = event.atNanos();
    }
    switch (event) {
      case Event.JobSubmitted submitted -> submitted(submitted);
      case Event.JobSucceeded(JobId job, _) -> ended(job, Mark.DONE);
      case Event.JobFailed(JobId job, _, _) -> ended(job, Mark.BROKEN);
      case Event.JobCancelled(JobId job, _, _) -> ended(job, Mark.BROKEN);
      case ArtifactEvent.ArtifactRegistered(ArtifactVersion version) -> registered(version);
      case PipelineEvent pipeline -> happened(pipeline);
      case Event _ -> {}
    }
  }

  private void checkNothingForgotten(PipelineId id) {
    Watched pipeline = pipelines.get(id);
    if (pipeline != null) {
      pipeline.marks.forEach((step, mark) ->
          unless(
              mark != Mark.WAITS || pipeline.stopping || !pipeline.met(step),
              "step %s of %s could begin at %d, and was forgotten",
              step,
              id,
              atNanos));
      unless(!pipeline.over(), "%s is over, but lives", id);
    }
  }

  private void happened(PipelineEvent event) {
    if (event instanceof PipelineEvent.PipelineSubmitted submitted) {
      pipelines
          .values()
          .forEach(other ->
              unless(
                  !other.spec.name().equals(submitted.spec().name())
                      || !other.spec.project().equals(submitted.spec().project()),
                  "two live pipelines are named %s",
                  submitted.spec().name()));
      pipelines.put(submitted.pipeline(), new Watched(submitted.spec()));
      touched.add(submitted.pipeline());
      return;
    }
    Watched pipeline = pipeline(event.pipeline());
    switch (event) {
      case PipelineEvent.StepReused(_, String step, var outputs, _) -> {
        pipeline.begin(step, Mark.DONE);
        checkReuse(pipeline, step, outputs);
        outputs.values().forEach(ref -> pipeline.made.put(ref.name().toString(), ref));
        reused++;
      }
      case PipelineEvent.StepUnstartable(_, String step, _, _) -> pipeline.begin(step, Mark.BROKEN);
      case PipelineEvent.PipelineStopping _ -> pipeline.stopping = true;
      case PipelineEvent.PipelineEnded(PipelineId id, PipelineOutcome outcome, _) -> {
        unless(pipeline.over(), "%s ends before its steps", id);
        boolean done = pipeline.marks.values().stream().allMatch(mark -> mark == Mark.DONE);
        PipelineOutcome right =
            done
                ? PipelineOutcome.SUCCEEDED
                : pipeline.stopping ? PipelineOutcome.CANCELLED : PipelineOutcome.FAILED;
        unless(outcome == right, "%s is said to be %s, and is %s", id, outcome, right);
        pipelines.remove(id);
        ended++;
      }
      case PipelineEvent.PipelineSubmitted _ -> {}
    }
  }

  private void submitted(Event.JobSubmitted event) {
    jobs.put(event.job(), event.spec());
    StepOf.of(event.spec())
        .ifPresent(of -> {
          Watched pipeline = pipeline(of.pipeline());
          pipeline.begin(of.step(), Mark.BEGUN);
          JobSpec wanted = wanted(pipeline, of.step());
          unless(
              event.spec().withLabels(wanted.labels()).equals(wanted),
              "step %s of %s runs %s, not %s",
              of.step(),
              of.pipeline(),
              event.spec(),
              wanted);
          begun++;
        });
  }

  /** The step's job on the versions that the steps before it made. */
  private JobSpec wanted(Watched pipeline, String step) {
    JobSpec job = known(pipeline.steps.get(step), "there is no step %s", step).job();
    TreeMap<String, ArtifactRef> inputs = new TreeMap<>();
    job.mounts()
        .inputs()
        .forEach((mount, ref) ->
            inputs.put(
                mount,
                ref.version().isPresent()
                    ? ref
                    : known(
                        pipeline.made.get(ref.name().toString()),
                        "step %s is begun, but nobody made %s",
                        step,
                        ref)));
    return job.withMounts(new Mounts(inputs, job.mounts().outputs()));
  }

  private void checkReuse(Watched pipeline, String step, Map<String, ArtifactRef> outputs) {
    JobSpec wanted = wanted(pipeline, step);
    unless(
        outputs.keySet().equals(wanted.mounts().outputs().keySet()) && !outputs.isEmpty(),
        "step %s reuses %s",
        step,
        outputs);
    for (ArtifactRef ref : outputs.values()) {
      ArtifactVersion version =
          known(
              versions.get(key(wanted.project(), ref)), "%s, which is reused, does not exist", ref);
      JobSpec maker =
          known(
              version.lineage().job().map(jobs::get).orElse(null),
              "no job made %s, which is reused",
              ref);
      unless(
          maker.execution().work().equals(wanted.execution().work())
              && maker.execution().env().equals(wanted.execution().env())
              && maker.gang().ranks() == wanted.gang().ranks()
              && maker.mounts().outputs().equals(wanted.mounts().outputs())
              && contents(maker).equals(contents(wanted)),
          "step %s reuses %s, which was made by other work or from other files",
          step,
          ref);
    }
  }

  private Map<String, Digest> contents(JobSpec job) {
    Map<String, Digest> contents = new TreeMap<>();
    job.mounts()
        .inputs()
        .forEach((mount, ref) ->
            contents.put(
                mount,
                known(versions.get(key(job.project(), ref)), "%s does not exist", ref)
                    .files()
                    .manifest()));
    return contents;
  }

  private void registered(ArtifactVersion version) {
    versions.put(key(version.project(), version.ref()), version);
    version
        .lineage()
        .job()
        .map(jobs::get)
        .flatMap(StepOf::of)
        .ifPresent(of ->
            Optional.ofNullable(pipelines.get(of.pipeline()))
                .ifPresent(
                    pipeline -> pipeline.made.put(version.name().toString(), version.ref())));
  }

  private void ended(JobId job, Mark mark) {
    StepOf.of(known(jobs.get(job), "nothing durable is known of %s", job))
        .ifPresent(of -> {
          Watched pipeline = pipeline(of.pipeline());
          unless(
              pipeline.marks.put(of.step(), mark) == Mark.BEGUN,
              "step %s of %s ends without having begun",
              of.step(),
              of.pipeline());
        });
  }

  private Watched pipeline(PipelineId id) {
    touched.add(id);
    return known(pipelines.get(id), "no live pipeline is %s", id);
  }

  private static String key(ProjectName project, ArtifactRef ref) {
    return project + "/" + ref;
  }
}
