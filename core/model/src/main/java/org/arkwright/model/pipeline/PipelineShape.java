package org.arkwright.model.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.Names;

/**
 * Finds what is wrong with a pipeline, as far as the pipeline alone tells: names, unknown steps,
 * two producers of one artifact, steps that wait for each other.
 */
public final class PipelineShape {
  private final PipelineSpec spec;
  private final Set<String> names = new TreeSet<>();
  private final List<PipelineProblem> found = new ArrayList<>();

  private PipelineShape(PipelineSpec spec) {
    this.spec = spec;
  }

  /** Returns every problem; empty when the pipeline is sound. */
  public static List<PipelineProblem> problems(PipelineSpec spec) {
    PipelineShape shape = new PipelineShape(spec);
    shape.checkSize();
    if (shape.found.isEmpty()) {
      shape.checkNames();
      shape.checkProducers();
      shape.checkAfter();
      if (shape.found.isEmpty()) {
        shape.checkCycle();
      }
    }
    return shape.found;
  }

  private void checkSize() {
    int size = spec.steps().size();
    if (size == 0 || size > PipelineSpec.STEPS_MAX) {
      problem(
          "",
          "steps",
          size + " steps",
          "1 to %d steps".formatted(PipelineSpec.STEPS_MAX),
          size == 0 ? "Name at least one." : "Split it into several pipelines.");
    }
  }

  private void checkNames() {
    for (PipelineStep step : spec.steps()) {
      String job = PipelineSpec.jobName(spec.name(), step.name());
      if (!names.add(step.name())) {
        problem(
            step.name(), "", step.name(), "a name that no other step has", "Rename one of them.");
      } else if (!Names.isValid(step.name()) || !Names.isValid(job)) {
        problem(
            step.name(),
            "",
            job,
            "a step whose job '%s' has a valid name: %s".formatted(job, Names.RULE),
            "Shorten or change the name of the step or of the pipeline.");
      } else if (!step.job().name().equals(job) || !step.job().project().equals(spec.project())) {
        problem(
            step.name(),
            "name",
            step.job().project() + "/" + step.job().name(),
            "%s/%s, as the pipeline names its jobs".formatted(spec.project(), job),
            "Leave name and project to the pipeline.");
      }
    }
  }

  private void checkProducers() {
    Map<ArtifactName, String> producers = new TreeMap<>();
    for (PipelineStep step : spec.steps()) {
      step.job()
          .mounts()
          .outputs()
          .forEach((mount, output) -> {
            String other = producers.putIfAbsent(output, step.name());
            if (other != null) {
              problem(
                  step.name(),
                  "outputs." + mount,
                  output.toString(),
                  "an artifact that no other step produces",
                  "Step '%s' produces it too: name another one.".formatted(other));
            }
          });
    }
  }

  private void checkAfter() {
    for (PipelineStep step : spec.steps()) {
      for (String other : step.after()) {
        if (!names.contains(other)) {
          problem(
              step.name(),
              "after",
              other,
              "one of the steps " + String.join(", ", names),
              "Name a step of this pipeline.");
        }
      }
    }
  }

  private void checkCycle() {
    List<String> cycle = cycle(spec.needs());
    if (!cycle.isEmpty()) {
      problem(
          cycle.getFirst(),
          "after",
          String.join(" → ", cycle),
          "no step that waits for itself",
          "Each of these waits for the next: remove one of the waits, an input or an 'after'.");
    }
  }

  private void problem(
      String step, String field, String offending, String expected, String advice) {
    found.add(new PipelineProblem(step, field, offending, expected, advice));
  }

  /**
   * Returns the steps of a cycle, each of which needs the next; its first step is named again at
   * the end. Empty when there is none.
   */
  private static List<String> cycle(SortedMap<String, SortedSet<String>> needs) {
    Set<String> done = new TreeSet<>();
    for (String start : needs.keySet()) {
      // Without recursion: a chain may be as long as the pipeline.
      Deque<String> path = new ArrayDeque<>();
      Deque<Deque<String>> open = new ArrayDeque<>();
      Set<String> onPath = new TreeSet<>();
      if (!done.contains(start)) {
        enter(start, needs, path, open, onPath);
      }
      while (!path.isEmpty()) {
        String next = open.getLast().poll();
        if (next == null) {
          open.removeLast();
          String left = path.removeLast();
          onPath.remove(left);
          done.add(left);
        } else if (onPath.contains(next)) {
          List<String> cycle = new ArrayList<>(path);
          cycle.subList(0, cycle.indexOf(next)).clear();
          cycle.add(next);
          return cycle;
        } else if (!done.contains(next)) {
          enter(next, needs, path, open, onPath);
        }
      }
    }
    return List.of();
  }

  private static void enter(
      String step,
      SortedMap<String, SortedSet<String>> needs,
      Deque<String> path,
      Deque<Deque<String>> open,
      Set<String> onPath) {
    path.addLast(step);
    open.addLast(new ArrayDeque<>(needs.getOrDefault(step, new TreeSet<>())));
    onPath.add(step);
  }
}
