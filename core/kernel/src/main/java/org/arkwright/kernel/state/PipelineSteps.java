package org.arkwright.kernel.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.JobState;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.pipeline.StepState;

/**
 * The states of one pipeline's steps, and what follows from the end of each: which steps may start,
 * and which never will. The state machine of steps, used by the state and by whoever follows
 * pipelines past their end. Belongs to one thread.
 */
public final class PipelineSteps {
  private final Map<String, PipelineStep> steps = new TreeMap<>();
  private final Map<String, Integer> positions = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> needs;
  private final Map<String, List<String>> readers = new TreeMap<>();
  private final Map<String, Integer> unmet = new TreeMap<>();
  private final SortedMap<String, StepState> states = new TreeMap<>();

  /** The steps that may start, by their position in the pipeline. */
  private final NavigableMap<Integer, PipelineStep> ready = new TreeMap<>();

  /** The steps that have come to an end since somebody asked. */
  private final List<PipelineStep> settled = new ArrayList<>();

  private int open;

  /**
   * Creates the steps.
   *
   * @param known the states of the steps so far; a step that it lacks waits
   */
  public PipelineSteps(PipelineSpec spec, Map<String, StepState> known) {
    needs = spec.needs();
    for (PipelineStep step : spec.steps()) {
      positions.put(step.name(), positions.size());
      steps.put(step.name(), step);
      states.put(step.name(), known.getOrDefault(step.name(), new StepState.Waiting()));
      needs
          .getOrDefault(step.name(), Collections.emptySortedSet())
          .forEach(need -> readers.computeIfAbsent(need, _ -> new ArrayList<>()).add(step.name()));
    }
    for (String step : states.keySet()) {
      long missing = needs(step).stream().filter(need -> !state(need).isSuccess()).count();
      unmet.put(step, (int) missing);
      open += state(step).isFinal() ? 0 : 1;
      offer(step);
    }
  }

  /** The states by name of the step, as of now. */
  public SortedMap<String, StepState> states() {
    return Collections.unmodifiableSortedMap(states);
  }

  /**
   * The state of a step.
   *
   * @throws IllegalStateException when there is no such step
   */
  public StepState state(String step) {
    return Optional.ofNullable(states.get(step))
        .orElseThrow(() -> new IllegalStateException("there is no step " + step));
  }

  /** The steps that a step needs. */
  public SortedSet<String> needs(String step) {
    return needs.getOrDefault(step, Collections.emptySortedSet());
  }

  /** The steps whose needs have succeeded and that have not started, in the pipeline's order. */
  public List<PipelineStep> ready() {
    return List.copyOf(ready.values());
  }

  /** Whether there is something to do: a step may start, or all have come to an end. */
  public boolean isDue() {
    return !ready.isEmpty() || open == 0;
  }

  /** Whether every step has come to an end. */
  public boolean areOver() {
    return open == 0;
  }

  /** The steps that have come to an end since the last call. */
  List<PipelineStep> takeSettled() {
    List<PipelineStep> taken = List.copyOf(settled);
    settled.clear();
    return taken;
  }

  /** The step's job was submitted. */
  public void started(String step, JobId job, long atNanos) {
    if (!(state(step) instanceof StepState.Waiting) || unmet.getOrDefault(step, 0) > 0) {
      throw new IllegalStateException(
          "step %s is %s and cannot start as job %s".formatted(step, state(step).word(), job));
    }
    set(step, new StepState.Started(job, atNanos));
  }

  /** The step's job took this state; nothing follows unless that is final. */
  public void jobIs(String step, JobId job, JobState state) {
    switch (state) {
      case JobState.Succeeded(long at) ->
          set(step, new StepState.Succeeded(job, Collections.emptySortedMap(), at));
      case JobState.Failed(_, long at) -> set(step, new StepState.Failed(job, at));
      case JobState.Cancelled(_, long at) ->
          set(step, new StepState.Cancelled(Optional.of(job), at));
      case JobState.Queued _, JobState.Starting _, JobState.Running _, JobState.Stopping _ -> {}
    }
  }

  /** The step's job, which has succeeded, made a version. */
  public void made(String step, ArtifactVersion version) {
    if (state(step) instanceof StepState.Succeeded succeeded) {
      Map<String, ArtifactName> outputs =
          Optional.ofNullable(steps.get(step)).orElseThrow().job().mounts().outputs();
      outputs.forEach((mount, name) -> {
        if (name.equals(version.name())) {
          states.put(step, succeeded.with(mount, version.ref()));
        }
      });
    }
  }

  /** The step came to an end without a job. */
  public void settled(String step, StepState end) {
    if (!(state(step) instanceof StepState.Waiting)) {
      throw new IllegalStateException(
          "step %s is %s and cannot be %s".formatted(step, state(step).word(), end.word()));
    }
    set(step, end);
  }

  /** No step starts any more. */
  public void cancel(long atNanos) {
    for (String step : List.copyOf(states.keySet())) {
      if (state(step) instanceof StepState.Waiting) {
        set(step, new StepState.Cancelled(Optional.empty(), atNanos));
      }
    }
  }

  private void set(String step, StepState next) {
    StepState before = state(step);
    if (before.isFinal()) {
      throw new IllegalStateException(
          "step %s is %s and cannot become %s".formatted(step, before.word(), next.word()));
    }
    states.put(step, next);
    ready.remove(position(step));
    if (next.isFinal()) {
      close(step);
      if (next.isSuccess()) {
        for (String reader : readers.getOrDefault(step, List.of())) {
          unmet.merge(reader, -1, Integer::sum);
          offer(reader);
        }
      } else {
        skipReaders(step, next);
      }
    }
  }

  private void close(String step) {
    open--;
    settled.add(Optional.ofNullable(steps.get(step)).orElseThrow());
  }

  private void offer(String step) {
    if (state(step) instanceof StepState.Waiting && unmet.getOrDefault(step, 0) == 0) {
      ready.put(position(step), Optional.ofNullable(steps.get(step)).orElseThrow());
    }
  }

  /** What needs a step that did not succeed, directly or not, never runs. */
  private void skipReaders(String step, StepState end) {
    if (end instanceof StepState.Cancelled(Optional<JobId> job, _) && job.isEmpty()) {
      return; // The whole pipeline is given up.
    }
    Deque<String> left = new ArrayDeque<>(readers.getOrDefault(step, List.of()));
    while (!left.isEmpty()) {
      String reader = left.remove();
      if (state(reader) instanceof StepState.Waiting) {
        states.put(reader, new StepState.NotRun(step, endedAt(end)));
        close(reader);
        left.addAll(readers.getOrDefault(reader, List.of()));
      }
    }
  }

  private static long endedAt(StepState end) {
    return switch (end) {
      case StepState.Succeeded(_, _, long at) -> at;
      case StepState.Reused(_, long at) -> at;
      case StepState.Failed(_, long at) -> at;
      case StepState.Unstartable(_, long at) -> at;
      case StepState.Cancelled(_, long at) -> at;
      case StepState.NotRun(_, long at) -> at;
      case StepState.Waiting _ -> throw new IllegalStateException("waits, and has not ended");
      case StepState.Started _ -> throw new IllegalStateException("started, and has not ended");
    };
  }

  private int position(String step) {
    return Optional.ofNullable(positions.get(step)).orElseThrow();
  }
}
