package org.arkwright.kernel.index;

import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Work;
import org.arkwright.model.pipeline.StepOf;

/**
 * How much text the live jobs of each project hold: scripts, commands, variables and labels. Live
 * jobs are kept in memory, so one project's must not fill it. Belongs to one thread.
 */
public final class SpecTexts {
  private final Map<ProjectName, Long> characters = new TreeMap<>();

  /** Creates an empty index. */
  public SpecTexts() {}

  /** Adds a live job's spec, unless it is that of a step, whose text its pipeline holds. */
  public void add(JobSpec spec) {
    if (!StepOf.isOne(spec)) {
      characters.merge(spec.project(), of(spec), Long::sum);
    }
  }

  /** Removes the spec of a job that is no longer live. */
  public void remove(JobSpec spec) {
    if (StepOf.isOne(spec)) {
      return;
    }
    characters.computeIfPresent(
        spec.project(),
        (_, sum) -> {
          long left = sum - of(spec);
          return left == 0 ? null : left;
        });
  }

  /** The characters of a project's live jobs. */
  public long of(ProjectName project) {
    return characters.getOrDefault(project, 0L);
  }

  /** The characters of one spec. */
  public static long of(JobSpec spec) {
    long sum =
        switch (spec.execution().work()) {
          case Work.Command(var argv) -> argv.stream().mapToLong(String::length).sum();
          case Work.Script(String text) -> text.length();
          case Work.Builtin(_, var arguments) -> arguments.stream().mapToLong(String::length).sum();
          case Work.Server(var argv) -> argv.stream().mapToLong(String::length).sum();
        };
    return sum + of(spec.execution().env()) + of(spec.labels());
  }

  private static long of(Map<String, String> texts) {
    long sum = 0;
    for (Map.Entry<String, String> text : texts.entrySet()) {
      sum += text.getKey().length() + text.getValue().length();
    }
    return sum;
  }
}
