package org.arkwright.spec.job;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
 * What a training is asked to be, and the job that it becomes.
 *
 * @param name of the job
 * @param data the text to learn from
 * @param model what the result becomes the next version of
 * @param base the model to begin with; empty for one from scratch
 * @param adapter the adapter of the base to go on from; empty for none
 * @param cores thousandths of a core of each rank; empty for a share of a node
 * @param resources what each rank needs beside cores
 * @param options of the trainer, as {@code work train} takes them
 * @param context the tokens of a training sequence
 */
public record TrainingRequest(
    String name,
    ProjectName project,
    ArtifactRef data,
    ArtifactName model,
    Optional<ArtifactRef> base,
    Optional<ArtifactRef> adapter,
    int ranks,
    Optional<Long> cores,
    RankResources resources,
    List<String> options,
    int context) {
  /** The least cores of a rank, in thousandths. */
  public static final long CORES_MIN = 100;

  private static final int RESTARTS = 3;
  private static final Duration BACKOFF = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** The trainer's exit status for data or settings that no second try mends. */
  private static final int INVALID_INPUT = 2;

  private static final int WHOLE_CORE = 1000;

  public TrainingRequest {
    options = List.copyOf(options);
  }

  /**
   * Returns each rank's share of the most cores that are free on a node: whole cores, or tenths
   * where there are fewer than ranks, so that they begin beside what runs there; of a node's total
   * if less than half a core is free for each. All in thousandths of a core.
   *
   * @param free the most that are free on a node
   * @param total the most that a node has
   */
  public long evenShare(long free, long total) {
    long share = (2 * free >= (long) ranks * WHOLE_CORE ? free : total) / ranks;
    long unit = share >= WHOLE_CORE ? WHOLE_CORE : CORES_MIN;
    return Math.max(CORES_MIN, share / unit * unit);
  }

  /**
   * Returns the job.
   *
   * @param cpuMillis the cores of each rank, in thousandths
   */
  public JobSpec job(long cpuMillis) {
    List<String> arguments = new ArrayList<>(List.of("--name", model.name()));
    if (resources.devices().isPresent()) {
      // A requested device is paid for: never train on the CPU beside it by mistake.
      arguments.addAll(List.of("--device", "cuda"));
    }
    arguments.addAll(options);
    SortedMap<String, String> env = new TreeMap<>();
    env.put("OMP_NUM_THREADS", wholeCores(cpuMillis));
    env.put("ARKWRIGHT_DATA_NAME", data.toString());
    SortedMap<String, ArtifactRef> inputs = new TreeMap<>();
    inputs.put("data", data);
    base.ifPresent(ref -> {
      inputs.put("base", ref);
      env.put("ARKWRIGHT_BASE_NAME", ref.toString());
    });
    adapter.ifPresent(ref -> inputs.put("adapter", ref));
    return new JobSpec(
        name,
        project,
        new TreeMap<>(),
        new JobSpec.Gang(
            ranks,
            new RankResources(cpuMillis, resources.memory(), resources.devices()),
            // Ranks synchronize after every step: a network between nodes would be the bottleneck.
            ranks > 1 ? Topology.SAME_NODE : Topology.ANY),
        new JobSpec.Execution(
            new Work.Builtin(Work.Program.TRAIN, arguments),
            env,
            Optional.empty(),
            Isolation.PROCESS,
            new RestartPolicy(RESTARTS, BACKOFF, true, new TreeSet<>(List.of(INVALID_INPUT))),
            Optional.empty(),
            GRACE),
        new JobSpec.Scheduling(0, true, true, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.of(new Mounts(inputs, new TreeMap<>(Map.of("model", model)))));
  }

  private static String wholeCores(long cpuMillis) {
    return BigDecimal.valueOf(cpuMillis)
        .movePointLeft(3)
        .setScale(0, RoundingMode.CEILING)
        .toPlainString();
  }
}
