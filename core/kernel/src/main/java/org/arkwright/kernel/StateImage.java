package org.arkwright.kernel;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.ApiKey;
import org.arkwright.model.Job;
import org.arkwright.model.JobId;
import org.arkwright.model.Quota;
import org.arkwright.model.SiteSettings;

/**
 * Everything that a {@link State} knows, as plain values in a fixed order: two states are equal
 * when their images are.
 *
 * @param jobs the live jobs, by id
 * @param nodes every node that ever joined, by name
 * @param quotas what was set, by project
 * @param quotasSinceNanos when a quota was last set; 0 before the first
 * @param idempotencyKeys oldest first
 * @param metering empty while nothing was metered or priced
 * @param artifacts absent in images from before there were artifacts
 * @param deployments absent in images from before there were deployments
 * @param keys absent in images from before there were API keys
 */
public record StateImage(
    List<Job> jobs,
    List<NodeStatus> nodes,
    List<Quota> quotas,
    long quotasSinceNanos,
    List<UsedKey> idempotencyKeys,
    Optional<Metered> metering,
    Optional<ArtifactImage> artifacts,
    Optional<DeploymentImage> deployments,
    Optional<List<ApiKey>> keys) {
  public StateImage {
    jobs = List.copyOf(jobs);
    nodes = List.copyOf(nodes);
    quotas = List.copyOf(quotas);
    idempotencyKeys = List.copyOf(idempotencyKeys);
    keys = keys.map(List::copyOf);
  }

  /** An idempotency key that came with the submission of the job. */
  public record UsedKey(String key, JobId job, long atNanos) {}

  /**
   * The prices, and the last sequence number entered of each source of usage.
   *
   * @param settings empty before they were first set
   */
  public record Metered(Optional<SiteSettings> settings, SortedMap<String, Long> lastSequences) {
    public Metered {
      lastSequences = Collections.unmodifiableSortedMap(new TreeMap<>(lastSequences));
    }
  }
}
