package org.arkwright.api.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.view.PipelineView;
import org.arkwright.api.view.ReasonView;
import org.arkwright.control.FollowedState;
import org.arkwright.control.Past;
import org.arkwright.control.StateReader;
import org.arkwright.control.StateSource;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.state.RanAnew;
import org.arkwright.kernel.state.State;
import org.arkwright.kernel.state.StepReason;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.projection.JobHistory;
import org.arkwright.projection.PipelineQuery;

/** Finds pipelines: live ones in the state, ended ones in the history. */
public final class PipelineLookup {
  private final StateSource reader;
  private final Optional<PastPipelines> past;
  private final JobHistory history;
  private final Executor background;
  private final CaughtUpHistory caughtUp;

  /**
   * @param background runs the blocking queries
   */
  public PipelineLookup(
      StateReader reader, JournalReader journal, JobHistory history, Executor background) {
    this(
        reader,
        Optional.empty(),
        history,
        background,
        new CaughtUpHistory(journal, history, background));
  }

  private PipelineLookup(
      StateSource reader,
      Optional<PastPipelines> past,
      JobHistory history,
      Executor background,
      CaughtUpHistory caughtUp) {
    this.reader = reader;
    this.past = past;
    this.history = history;
    this.background = background;
    this.caughtUp = caughtUp;
  }

  /** Returns the lookup of pipelines as they were then; this one without a past. */
  PipelineLookup seeing(Optional<Past.At> then) {
    return then.map(at ->
            new PipelineLookup(
                at.source(), Optional.of(new PastPipelines(at)), history, background, caughtUp))
        .orElse(this);
  }

  /** Returns the pipeline with that id, or the latest one of that name in the project. */
  CompletableFuture<Optional<Pipeline>> find(String idOrName, ProjectName project) {
    Optional<PipelineId> id = PipelineId.parse(idOrName);
    if (id.isEmpty() && !Names.isValid(idOrName)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return reader
        .read(state -> live(state, id, idOrName, project))
        .thenCompose(live ->
            live.isPresent()
                ? CompletableFuture.completedFuture(live)
                : caughtUp.ask(() -> ended(id, idOrName, project)));
  }

  private Optional<Pipeline> ended(Optional<PipelineId> id, String name, ProjectName project) {
    if (past.isPresent()) {
      PastPipelines then = past.get();
      return id.flatMap(known -> then.ended(history, known))
          .or(() -> then.ended(history, project, name));
    }
    return id.flatMap(history::pipeline).or(() -> latest(name, project));
  }

  private static Optional<Pipeline> live(
      State state, Optional<PipelineId> id, String name, ProjectName project) {
    return id.flatMap(known -> state.pipelines().find(known))
        .or(() ->
            state.pipelines().named(project, name).flatMap(known -> state.pipelines().find(known)));
  }

  private Optional<Pipeline> latest(String name, ProjectName project) {
    return history
        .pipelines(
            new PipelineQuery(
                Optional.of(project), Optional.of(name), Optional.empty(), Optional.empty(), 1))
        .stream()
        .findFirst();
  }

  CompletableFuture<List<Pipeline>> list(PipelineQuery query) {
    return caughtUp.ask(() -> history.pipelines(query));
  }

  /** Returns the pipeline with what its steps do and wait for. */
  CompletableFuture<PipelineView> view(Pipeline pipeline) {
    return pipeline.end().isPresent()
        ? CompletableFuture.completedFuture(
            new PipelineView(pipeline, Map.of(), Map.of(), Map.of(), Map.of()))
        : reader.ask(seen -> view(seen, pipeline));
  }

  private static PipelineView view(FollowedState seen, Pipeline before) {
    State state = seen.state();
    Pipeline pipeline = state.pipelines().find(before.id()).orElse(before);
    Map<JobId, String> words = new HashMap<>();
    Map<String, PendingReason> waiting = new HashMap<>();
    List<JobId> queued = new ArrayList<>();
    for (PipelineStep step : pipeline.spec().steps()) {
      StepReason.of(state, pipeline, step.name()).ifPresent(why -> waiting.put(step.name(), why));
    }
    pipeline
        .steps()
        .values()
        .forEach(step ->
            step.jobId()
                .flatMap(state::job)
                .ifPresent(job -> {
                  words.put(job.id(), job.state().word());
                  if (job.state().isWaiting()) {
                    queued.add(job.id());
                  }
                }));
    Map<JobId, ReasonView> reasons = new HashMap<>();
    seen.explain(queued)
        .forEach((job, explanation) -> {
          Map<JobId, String> names = new HashMap<>();
          explanation
              .reason()
              .blockers()
              .forEach(blocker ->
                  state
                      .job(blocker)
                      .map(Job::spec)
                      .ifPresent(spec -> names.put(blocker, spec.name())));
          reasons.put(job, new ReasonView(explanation, names));
        });
    return new PipelineView(pipeline, words, waiting, reasons, Map.of());
  }

  /** Returns the view with why its steps became jobs, as far as what is kept tells. */
  CompletableFuture<PipelineView> explained(PipelineView view) {
    return caughtUp
        .ask(() -> ran(view.pipeline()))
        .thenCompose(ran ->
            reader
                .read(state -> {
                  NavigableSet<JobId> earlier = new TreeSet<>();
                  ran.values().forEach(job -> RanAnew.earlier(state, job).ifPresent(earlier::add));
                  return earlier;
                })
                .thenApplyAsync(this::specs, background)
                .thenCompose(specs ->
                    reader.read(state -> {
                      Map<String, RanAnew> reasons = new HashMap<>();
                      ran.forEach((step, job) ->
                          reasons.put(
                              step,
                              RanAnew.of(state, job, id -> Optional.ofNullable(specs.get(id)))));
                      return view.with(reasons);
                    })));
  }

  /** The jobs of its steps by name of the step. Blocks. */
  private Map<String, Job> ran(Pipeline pipeline) {
    Map<String, Job> jobs = new TreeMap<>();
    pipeline
        .steps()
        .forEach((step, state) ->
            state.jobId().flatMap(history::find).ifPresent(found -> jobs.put(step, found.job())));
    return jobs;
  }

  /** Blocks. */
  private Map<JobId, JobSpec> specs(NavigableSet<JobId> jobs) {
    Map<JobId, JobSpec> specs = new TreeMap<>();
    jobs.forEach(id -> history.find(id).ifPresent(found -> specs.put(id, found.job().spec())));
    return specs;
  }

  /**
   * Returns why the step whose job has, or is going to have, that name has not started; empty when
   * no live pipeline has a waiting step of that name.
   */
  CompletableFuture<Optional<ObjectNode>> waitingStep(
      StateSource source, String jobName, ProjectName project) {
    return source.read(state ->
        state
            .pipelines()
            .reserving(project, jobName)
            .flatMap(id -> state.pipelines().find(id))
            .flatMap(pipeline ->
                pipeline.spec().steps().stream()
                    .filter(step -> step.job().name().equals(jobName))
                    .findFirst()
                    .flatMap(step ->
                        StepReason.of(state, pipeline, step.name())
                            .map(why -> explained(pipeline, step, why)))));
  }

  private static ObjectNode explained(Pipeline pipeline, PipelineStep step, PendingReason why) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", step.job().name());
    json.put("pipeline", pipeline.id().toString());
    json.put("step", step.name());
    json.put("state", "Waiting");
    json.set("reason", PipelineView.reason(why));
    return json;
  }
}
