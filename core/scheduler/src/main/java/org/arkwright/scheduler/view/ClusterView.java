package org.arkwright.scheduler.view;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.access.Quota;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.Scheduler;

/**
 * What the scheduler sees of the cluster. Read only, valid for one call of {@link Scheduler#plan},
 * and every collection has the order stated, so that equal states give equal plans.
 */
public interface ClusterView {
  /** The nodes that take work, by name. */
  Collection<? extends NodeView> nodes();

  /**
   * The node of that name, if it takes work. The default searches all nodes; a view of a large
   * fleet answers from its index.
   */
  default Optional<? extends NodeView> node(NodeId id) {
    return nodes().stream().filter(node -> node.spec().id().equals(id)).findFirst();
  }

  /**
   * The queued gangs, grouped into classes of interchangeable ones: by priority (highest first),
   * project, shape. Gangs in restart backoff at the time of the call are among them.
   */
  Collection<? extends PendingClass> pending();

  /** The jobs that hold an allocation (Starting, Running, Stopping), by id. */
  Collection<Job> running();

  /** Those of {@link #running} with a rank on the node, by id. */
  default Collection<JobId> jobsOn(NodeId node) {
    return running().stream()
        .filter(job -> job.state().liveAttempt().orElseThrow().allocation().nodes().contains(node))
        .map(Job::id)
        .toList();
  }

  /** Those of {@link #running} that are stopping, by id. */
  default Collection<Job> stopping() {
    return running().stream().filter(job -> job.state() instanceof JobState.Stopping).toList();
  }

  /** Those of {@link #running} whose spec allows to preempt them, by id. */
  default Collection<Job> preemptible() {
    return running().stream().filter(job -> job.spec().scheduling().preemptible()).toList();
  }

  /** Those of {@link #running} that may be paused for cheaper or cleaner energy, by id. */
  default Collection<Job> interruptible() {
    return running().stream()
        .filter(
            job -> job.spec().scheduling().flexibility().orElse(Flexibility.NONE).interruptible())
        .toList();
  }

  /** What energy costs or emits over time; empty when that is not known. */
  default Optional<EnergySeries> signal(EnergySeries.Kind kind) {
    return Optional.empty();
  }

  /** The site's settings. */
  default SiteSettings site() {
    return SiteSettings.DEFAULT;
  }

  /** What the site draws; empty when it has no power envelope. */
  default Optional<? extends PowerView> power() {
    return Optional.empty();
  }

  /** The site at which a job holds its room; home where that is not known any more. */
  default String siteOf(Job job) {
    return job.state().liveAttempt().stream()
        .flatMap(attempt -> attempt.allocation().ranks().stream().limit(1))
        .flatMap(rank -> node(rank.node()).stream())
        .map(node -> node.spec().site())
        .findFirst()
        .orElse(Site.HOME);
  }

  /** What all gangs hold at that site. */
  default Resources siteUsage(String site) {
    return running().stream()
        .filter(job -> siteOf(job).equals(site))
        .map(job -> job.spec().amount())
        .reduce(Resources.ZERO, Resources::plus);
  }

  /** What a gang reads of the store, with its size. */
  default Map<ArtifactName, Bytes> inputs(Job gang) {
    return Map.of();
  }

  /** How many ranks of running and pending gangs ask for what. */
  default Map<RankResources, Long> ranksByResources() {
    return WorkloadMix.count(this);
  }

  /**
   * What tells a scheduler that sees the same view again what to look at anew; empty when the view
   * does not keep account, and everything may have changed.
   */
  default Optional<Changes> changes() {
    return Optional.empty();
  }

  /** What happened to a view's nodes. */
  interface Changes {
    /** Grows whenever a node comes, goes, or offers something else. */
    long fleetEdition();

    /** How often what is free on some node changed. */
    long count();

    /**
     * The nodes of the changes after the first {@code count}, in their order and as often as they
     * changed; empty when that is too long ago.
     */
    Optional<List<NodeId>> after(long count);
  }

  /** The live (not final) job of that id. */
  Optional<Job> job(JobId id);

  /** The project's quota; {@link Quota#unlimited} where none was set. */
  Quota quota(ProjectName project);

  /** What the project's jobs hold now. */
  Resources usage(ProjectName project);

  /**
   * What the project's jobs held on average up to then, where longer ago counts less. The default
   * knows nothing of the past.
   */
  default Resources pastUsage(ProjectName project, long nowNanos) {
    return Resources.ZERO;
  }

  /** The quotas of a cohort's projects, by project name. */
  Collection<Quota> cohort(String name);
}
