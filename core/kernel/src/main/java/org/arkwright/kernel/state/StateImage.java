package org.arkwright.kernel.state;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.Event;
import org.arkwright.model.access.ApiKey;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Resources;

/**
 * Everything that a {@link State} knows, as plain values in a fixed order: two states are equal
 * when their images are. Snapshots keep it with its shape, so it may change freely.
 *
 * @param jobs the live jobs, by id
 * @param nodes every node that ever joined, by name
 * @param quotas what was set, by project
 * @param quotasSinceNanos when a quota was last set; 0 before the first
 * @param idempotencyKeys oldest first
 * @param energySeries what energy costs and emits, by kind
 * @param lastStart the latest start of a control plane
 */
public record StateImage(
    List<Job> jobs,
    List<NodeStatus> nodes,
    List<Quota> quotas,
    long quotasSinceNanos,
    List<UsedKey> idempotencyKeys,
    Past past,
    Metered metering,
    ArtifactImage artifacts,
    DeploymentImage deployments,
    List<ApiKey> keys,
    List<EnergySeries> energySeries,
    Optional<Event.ServerStarted> lastStart) {
  public StateImage {
    jobs = List.copyOf(jobs);
    nodes = List.copyOf(nodes);
    quotas = List.copyOf(quotas);
    idempotencyKeys = List.copyOf(idempotencyKeys);
    keys = List.copyOf(keys);
    energySeries = List.copyOf(energySeries);
  }

  /**
   * What was and orders what waits.
   *
   * @param runs how long ended jobs have run, by kind
   * @param use what projects held lately, by project
   */
  public record Past(List<RunGroup> runs, List<PastUse> use) {
    public Past {
      runs = List.copyOf(runs);
      use = List.copyOf(use);
    }
  }

  /**
   * The run lengths of one kind of job.
   *
   * @param counts pairs of a length's bucket and how many runs had it
   */
  public record RunGroup(String key, List<Integer> counts) {
    public RunGroup {
      counts = List.copyOf(counts);
    }
  }

  /** What a project held on average, lately counting more, as of that moment. */
  public record PastUse(ProjectName project, Resources held, long atNanos) {}

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
