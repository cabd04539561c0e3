package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.kernel.state.RanAnew;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.pipeline.StepState;

/**
 * The JSON form of a pipeline.
 *
 * @param jobs the states of the live jobs of its steps, as users see them, by job
 * @param waiting why each waiting step waits, by name of the step
 * @param queued why each queued job of a step waits, by job
 * @param anew why each step that became a job was not spared, by name of the step; empty where
 *     nobody asked
 */
public record PipelineView(
    Pipeline pipeline,
    Map<JobId, String> jobs,
    Map<String, PendingReason> waiting,
    Map<JobId, ReasonView> queued,
    Map<String, RanAnew> anew) {
  public PipelineView {
    jobs = Map.copyOf(jobs);
    waiting = Map.copyOf(waiting);
    queued = Map.copyOf(queued);
    anew = Map.copyOf(anew);
  }

  /** The pipeline as an entry of a list: how many of its steps are in which state. */
  public static ObjectNode brief(Pipeline pipeline, PrincipalNames names) {
    ObjectNode json = head(pipeline, names);
    SortedMap<String, Integer> counts = new TreeMap<>();
    pipeline.steps().values().forEach(state -> counts.merge(state.word(), 1, Integer::sum));
    ObjectNode steps = json.putObject("stepStates");
    counts.forEach(steps::put);
    return json.put("stepCount", pipeline.steps().size());
  }

  /** The whole pipeline, its steps in its own order. */
  public ObjectNode full(PrincipalNames names) {
    ObjectNode json = head(pipeline, names);
    ArrayNode steps = json.putArray("steps");
    SortedMap<String, SortedSet<String>> needs = pipeline.spec().needs();
    for (PipelineStep step : pipeline.spec().steps()) {
      steps.add(step(step, needs.getOrDefault(step.name(), Collections.emptySortedSet())));
    }
    return json;
  }

  /** Returns the same with why steps ran. */
  public PipelineView with(Map<String, RanAnew> reasons) {
    return new PipelineView(pipeline, jobs, waiting, queued, reasons);
  }

  /** Why its steps wait, and why those that became jobs were not spared. */
  public ObjectNode explained(PrincipalNames names) {
    ObjectNode json = full(names);
    json.retain("id", "name", "project", "state", "steps");
    ArrayNode waits = JsonNodeFactory.instance.arrayNode();
    json.path("steps")
        .forEach(step -> {
          if (step.has("reason") || step.has("ranAnew")) {
            waits.add(
                ((ObjectNode) step)
                    .retain("name", "state", "job", "jobState", "reason", "ranAnew"));
          }
        });
    json.set("steps", waits);
    return json;
  }

  private static ObjectNode head(Pipeline pipeline, PrincipalNames names) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", pipeline.id().toString());
    json.put("name", pipeline.spec().name());
    json.put("project", pipeline.spec().project().value());
    json.put("state", pipeline.word());
    json.put("submittedBy", names.author(pipeline.submittedBy()));
    json.put("submittedAt", Timestamps.text(pipeline.submittedAtNanos()));
    pipeline.cancelledBy().ifPresent(by -> json.put("cancelledBy", names.author(by)));
    pipeline.end().ifPresent(end -> json.put("endedAt", Timestamps.text(end.atNanos())));
    return json;
  }

  private ObjectNode step(PipelineStep step, SortedSet<String> needs) {
    StepState state =
        Optional.ofNullable(pipeline.steps().get(step.name())).orElseGet(StepState.Waiting::new);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", step.name());
    json.put("state", state.word());
    ArrayNode needed = json.putArray("needs");
    needs.forEach(needed::add);
    state
        .jobId()
        .ifPresent(job -> {
          json.put("job", job.toString());
          Optional.ofNullable(jobs.get(job)).ifPresent(word -> json.put("jobState", word));
          Optional.ofNullable(queued.get(job)).ifPresent(why -> json.set("reason", why.json()));
        });
    Optional.ofNullable(waiting.get(step.name())).ifPresent(why -> json.set("reason", reason(why)));
    Optional.ofNullable(anew.get(step.name())).ifPresent(why -> json.set("ranAnew", anew(why)));
    ObjectNode outputs = json.putObject("outputs");
    state.versions().forEach((mount, version) -> outputs.put(mount, version.toString()));
    switch (state) {
      case StepState.Started(_, long at) -> json.put("startedAt", Timestamps.text(at));
      case StepState.Succeeded(_, _, long at) -> json.put("endedAt", Timestamps.text(at));
      case StepState.Reused(_, long at) -> json.put("endedAt", Timestamps.text(at));
      case StepState.Failed(_, long at) -> json.put("endedAt", Timestamps.text(at));
      case StepState.Cancelled(_, long at) -> json.put("endedAt", Timestamps.text(at));
      case StepState.Unstartable(String why, long at) ->
          json.put("why", why).put("endedAt", Timestamps.text(at));
      case StepState.NotRun(String because, long at) ->
          json.put("why", "step %s did not succeed".formatted(because))
              .put("endedAt", Timestamps.text(at));
      case StepState.Waiting _ -> {}
    }
    return json;
  }

  private static ObjectNode anew(RanAnew why) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("code", why.getClass().getSimpleName());
    json.put("text", why.text());
    if (why instanceof RanAnew.Changed(ArtifactRef kept, List<String> fields)) {
      json.put("kept", kept.toString());
      fields.forEach(json.putArray("differs")::add);
    }
    return json;
  }

  /** The JSON form of why a step waits for others. */
  public static ObjectNode reason(PendingReason reason) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("code", reason.code().word());
    json.put("text", reason.text());
    ArrayNode blockers = json.putArray("blockers");
    reason.blockers().forEach(job -> blockers.addObject().put("id", job.toString()));
    return json.put("smallestChange", reason.smallestChange());
  }
}
