package org.arkwright.model.deployment;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.job.JobSpec;

/**
 * The deployment, generation and ordinal of the replica that a job runs. Kept in labels of the job
 * whose prefix users' labels may not have.
 *
 * @param ordinal from 1; no two live replicas of a generation share one
 */
public record ReplicaOf(DeploymentName deployment, long generation, int ordinal) {
  /** The prefix of labels reserved for the control plane. */
  public static final String RESERVED = "arkwright.org/";

  public static final String DEPLOYMENT_LABEL = RESERVED + "deployment";
  private static final String GENERATION_LABEL = RESERVED + "generation";
  private static final String REPLICA_LABEL = RESERVED + "replica";

  /** Whether the job is a replica of some deployment: it runs until somebody stops it. */
  public static boolean isOne(JobSpec spec) {
    return spec.labels().containsKey(DEPLOYMENT_LABEL);
  }

  /** Reads the labels of a job; empty when the job is not a replica. */
  public static Optional<ReplicaOf> of(JobSpec spec) {
    String name = spec.labels().get(DEPLOYMENT_LABEL);
    return name == null
        ? Optional.empty()
        : Optional.of(
            new ReplicaOf(
                new DeploymentName(spec.project(), name),
                Long.parseLong(spec.labels().getOrDefault(GENERATION_LABEL, "0")),
                Integer.parseInt(spec.labels().getOrDefault(REPLICA_LABEL, "0"))));
  }

  public SortedMap<String, String> labels() {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put(DEPLOYMENT_LABEL, deployment.name());
    labels.put(GENERATION_LABEL, Long.toString(generation));
    labels.put(REPLICA_LABEL, Integer.toString(ordinal));
    return labels;
  }

  /** The name of the replica's job. */
  public String jobName() {
    return "%s-g%d-%d".formatted(deployment.name(), generation, ordinal);
  }
}
