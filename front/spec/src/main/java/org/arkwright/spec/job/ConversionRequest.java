package org.arkwright.spec.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;

/**
 * What a conversion is asked to be, and the job that it becomes.
 *
 * @param name of the job
 * @param model what is converted, or quantised
 * @param to what the result becomes the next version of
 * @param type of the matrices, as {@code work convert} takes it; empty for its default
 * @param quantize the kind to quantise to; empty for none
 */
public record ConversionRequest(
    String name,
    ProjectName project,
    ArtifactRef model,
    ArtifactName to,
    Optional<String> type,
    Optional<String> quantize,
    RankResources resources) {
  private static final int RESTARTS = 2;
  private static final Duration BACKOFF = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** The converter's exit status for a model or options that no second try mends. */
  private static final int INVALID_INPUT = 2;

  private static final int WHOLE_CORE = 1000;

  /** The job: one rank, which reads one folder and writes another. */
  public JobSpec job() {
    List<String> arguments = new ArrayList<>(List.of("--name", to.name()));
    arguments.addAll(List.of("--threads", "" + Math.max(1, resources.cpuMillis() / WHOLE_CORE)));
    type.ifPresent(text -> arguments.addAll(List.of("--type", text)));
    quantize.ifPresent(text -> arguments.addAll(List.of("--quantize", text)));
    return new JobSpec(
        name,
        project,
        new TreeMap<>(),
        new JobSpec.Gang(1, resources, Topology.ANY),
        new JobSpec.Execution(
            new Work.Builtin(Work.Program.CONVERT, arguments),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            new RestartPolicy(RESTARTS, BACKOFF, true, new TreeSet<>(List.of(INVALID_INPUT))),
            Optional.empty(),
            GRACE),
        new JobSpec.Scheduling(0, true, true, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.of(
            new Mounts(new TreeMap<>(Map.of("model", model)), new TreeMap<>(Map.of("model", to)))));
  }
}
