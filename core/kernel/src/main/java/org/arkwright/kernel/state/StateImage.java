package org.arkwright.kernel.state;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.kernel.index.IdempotencyKeys;
import org.arkwright.kernel.index.PastUse;
import org.arkwright.kernel.index.RunHistory;
import org.arkwright.model.Event;
import org.arkwright.model.access.ApiKey;
import org.arkwright.model.access.Quota;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;

/**
 * The content of a {@link State} as plain values in a fixed order: two states are equal if their
 * images are. Snapshots store it together with its shape, so it may change freely.
 *
 * @param jobs the live jobs, by id
 * @param nodes every node that joined and was not removed, by name
 * @param expectedNodes the nodes that were requested and are not there, by name
 * @param quotas the configured quotas, by project
 * @param quotasSinceNanos when a quota was last set; 0 before the first
 * @param idempotencyKeys oldest first
 * @param energySeries the current energy series, by kind
 * @param lastStart the latest start of a control plane
 */
public record StateImage(
    List<Job> jobs,
    List<NodeStatus> nodes,
    List<ExpectedNode> expectedNodes,
    List<Quota> quotas,
    long quotasSinceNanos,
    List<IdempotencyKeys.Use> idempotencyKeys,
    Past past,
    Metered metering,
    ArtifactImage artifacts,
    DeploymentImage deployments,
    List<ApiKey> keys,
    PipelineImage pipelines,
    List<EnergySeries> energySeries,
    Optional<Event.ServerStarted> lastStart) {
  public StateImage {
    jobs = List.copyOf(jobs);
    nodes = List.copyOf(nodes);
    expectedNodes = List.copyOf(expectedNodes);
    quotas = List.copyOf(quotas);
    idempotencyKeys = List.copyOf(idempotencyKeys);
    keys = List.copyOf(keys);
    energySeries = List.copyOf(energySeries);
  }

  /**
   * The history that determines the order of the queue.
   *
   * @param runs run times of ended jobs, by group
   * @param use recent average holdings, by project
   */
  public record Past(List<RunHistory.Group> runs, List<PastUse.Average> use) {
    public Past {
      runs = List.copyOf(runs);
      use = List.copyOf(use);
    }
  }

  /**
   * The prices, and the last sequence number recorded of each source of usage.
   *
   * @param settings empty until they are first set
   */
  public record Metered(Optional<SiteSettings> settings, SortedMap<String, Long> lastSequences) {
    public Metered {
      lastSequences = Collections.unmodifiableSortedMap(new TreeMap<>(lastSequences));
    }
  }
}
