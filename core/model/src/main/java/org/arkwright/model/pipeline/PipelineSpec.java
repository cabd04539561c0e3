package org.arkwright.model.pipeline;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;

/**
 * A user's specification of a pipeline. Any list of steps can be one; {@link PipelineShape} says
 * what is wrong with it.
 *
 * @param name unique among the project's live pipelines; the first part of its jobs' names
 * @param steps in the order of the user's file
 */
public record PipelineSpec(String name, ProjectName project, List<PipelineStep> steps) {
  /** The most steps of one pipeline. */
  public static final int STEPS_MAX = 1000;

  public PipelineSpec {
    Names.require("pipeline", name);
    steps = List.copyOf(steps);
  }

  /** The name of the job of a step. */
  public static String jobName(String pipeline, String step) {
    return pipeline + "-" + step;
  }

  /** Returns this pipeline with other steps. */
  public PipelineSpec withSteps(List<PipelineStep> others) {
    return new PipelineSpec(name, project, others);
  }

  /** The step that produces each artifact; the first one where several do. */
  public Map<ArtifactName, String> producers() {
    Map<ArtifactName, String> producers = new TreeMap<>();
    for (PipelineStep step : steps) {
      for (ArtifactName output : step.job().mounts().outputs().values()) {
        producers.putIfAbsent(output, step.name());
      }
    }
    return producers;
  }

  /**
   * The steps that each step needs: those named by its {@code after}, and the producers of its
   * inputs. An input with a version number exists already, and so waits for nobody.
   */
  public SortedMap<String, SortedSet<String>> needs() {
    Map<ArtifactName, String> producers = producers();
    SortedMap<String, SortedSet<String>> needs = new TreeMap<>();
    for (PipelineStep step : steps) {
      SortedSet<String> own = new TreeSet<>(step.after());
      for (ArtifactRef input : step.job().mounts().inputs().values()) {
        String producer = input.version().isEmpty() ? producers.get(input.name()) : null;
        if (producer != null) {
          own.add(producer);
        }
      }
      needs.put(step.name(), own);
    }
    return needs;
  }
}
