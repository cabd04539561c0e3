package org.arkwright.kernel.invariant;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.arkwright.kernel.index.SpecTexts;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.pipeline.StepOf;
import org.arkwright.model.pipeline.StepState;

/**
 * Checks that no step has two jobs, that a step has a job only once its needs have succeeded, that
 * none is forgotten, and that the indexes of pipelines hold exactly what the pipelines say.
 */
final class PipelineInvariants {
  private final State state;
  private final List<String> found;

  private PipelineInvariants(State state, List<String> found) {
    this.state = state;
    this.found = found;
  }

  static void check(State state, List<String> found) {
    PipelineInvariants invariants = new PipelineInvariants(state, found);
    state.pipelines().all().forEach(invariants::check);
    invariants.checkJobs();
    invariants.checkText();
  }

  private void check(Pipeline pipeline) {
    Map<String, ? extends Set<String>> needs = pipeline.spec().needs();
    boolean over = true;
    boolean startable = false;
    for (PipelineStep step : pipeline.spec().steps()) {
      String name = "step %s of %s".formatted(step.name(), pipeline.id());
      StepState now = Optional.ofNullable(pipeline.steps().get(step.name())).orElseThrow();
      Set<String> own = Optional.ofNullable(needs.get(step.name())).orElseThrow();
      boolean met = own.stream().allMatch(need -> state(pipeline, need).isSuccess());
      over &= now.isFinal();
      startable |= now instanceof StepState.Waiting && met;
      if ((now.jobId().isPresent() || now.isSuccess()) && !met) {
        found.add(name + " is " + now + " before the steps it needs have succeeded");
      }
      if (now instanceof StepState.Started(JobId job, _) && state.job(job).isEmpty()) {
        found.add(name + " is said to run as job " + job + ", which is not live");
      }
      if (now instanceof StepState.NotRun && met) {
        found.add(name + " is not run though its needs have succeeded");
      }
      boolean reserved =
          state
              .pipelines()
              .reserving(pipeline.spec().project(), step.job().name())
              .equals(Optional.of(pipeline.id()));
      if (reserved == now.isFinal()) {
        found.add(name + " has the wrong hold on the name of its job");
      }
    }
    if (over && pipeline.steps().isEmpty()) {
      found.add(pipeline.id() + " has no steps");
    }
    if ((over || startable) != state.pipelines().due().contains(pipeline.id())) {
      found.add(pipeline.id() + " is forgotten, or called due for nothing: " + pipeline.steps());
    }
    if (!state
        .pipelines()
        .named(pipeline.spec().project(), pipeline.spec().name())
        .equals(Optional.of(pipeline.id()))) {
      found.add(pipeline.id() + " is not found by its name");
    }
  }

  private static StepState state(Pipeline pipeline, String step) {
    return Optional.ofNullable(pipeline.steps().get(step)).orElseThrow();
  }

  private void checkJobs() {
    Set<StepOf> seen = new LinkedHashSet<>();
    for (Job job : state.jobs()) {
      StepOf.of(job.spec())
          .ifPresent(step -> {
            if (!seen.add(step)) {
              found.add(step + " has two live jobs");
            }
            Optional<StepState> now =
                state
                    .pipelines()
                    .find(step.pipeline())
                    .map(pipeline -> pipeline.steps().get(step.step()));
            if (!now.filter(
                    known -> known instanceof StepState.Started(JobId id, _) && id.equals(job.id()))
                .isPresent()) {
              found.add("%s runs %s, which is %s".formatted(job.id(), step, now));
            }
          });
    }
  }

  private void checkText() {
    Map<ProjectName, Long> counted = new LinkedHashMap<>();
    for (PipelineId id : state.pipelines().ids()) {
      Pipeline pipeline = state.pipelines().find(id).orElseThrow();
      pipeline
          .spec()
          .steps()
          .forEach(step ->
              counted.merge(pipeline.spec().project(), SpecTexts.of(step.job()), Long::sum));
    }
    counted.forEach((project, text) -> {
      if (state.pipelines().textOf(project) != text) {
        found.add("pipelines of %s hold %d characters of text".formatted(project, text));
      }
    });
  }
}
