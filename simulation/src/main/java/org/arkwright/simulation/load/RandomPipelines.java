package org.arkwright.simulation.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactKind;
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
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.unit.Bytes;
import org.arkwright.simulation.time.SeededRandom;

/**
 * Random pipelines: small jobs that need some of those before them, and read from some. Few names
 * of artifacts, so that several pipelines make versions of the same one.
 */
final class RandomPipelines {
  private static final int ARTIFACTS = 12;

  private RandomPipelines() {}

  static PipelineSpec pipeline(String name, ProjectName project, int size, SeededRandom random) {
    List<PipelineStep> steps = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      TreeMap<String, ArtifactRef> inputs = new TreeMap<>();
      TreeMap<String, ArtifactName> outputs = new TreeMap<>();
      TreeSet<String> after = new TreeSet<>();
      if (i > 0 && random.permille(600)) {
        int read = random.between(0, Math.min(i, ARTIFACTS) - 1);
        inputs.put("in", ArtifactRef.latest(artifact(read)));
      }
      if (i > 0 && random.permille(500)) {
        after.add("s" + random.between(Math.max(0, i - 6), i - 1));
      }
      if (i < ARTIFACTS) {
        outputs.put("out", artifact(i));
      }
      // Two kinds of work, so that another pipeline's outputs are now and then what is asked for.
      JobSpec job = job(name + "-s" + i, project, "work-" + random.between(0, 1), random);
      steps.add(new PipelineStep("s" + i, job.withMounts(new Mounts(inputs, outputs)), after));
    }
    return new PipelineSpec(name, project, steps);
  }

  private static ArtifactName artifact(int number) {
    return new ArtifactName(ArtifactKind.DATASET, "d" + number);
  }

  private static JobSpec job(String name, ProjectName project, String work, SeededRandom random) {
    return new JobSpec(
        name,
        project,
        new TreeMap<>(),
        new JobSpec.Gang(
            1,
            new RankResources(random.pick(List.of(100L, 500L)), Bytes.ZERO, Optional.empty()),
            Topology.ANY),
        new JobSpec.Execution(
            new Work.Command(List.of(work)),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            new RestartPolicy(random.between(1, 6), Duration.ofSeconds(1), true),
            Optional.empty(),
            Duration.ofSeconds(1)),
        JobSpec.Scheduling.DEFAULT,
        Optional.empty());
  }
}
