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
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.Scheduler;

/**
 * The scheduler's view of the cluster. Read-only and valid for one call of {@link Scheduler#plan}.
 * Every collection has the stated order, so that equal states give equal plans.
 */
public interface ClusterView {
  /** The nodes that take work, by name. */
  Collection<? extends NodeView> nodes();

  /**
   * The node with the given id, if it takes work. The default searches all nodes; a view of a large
   * fleet answers from its index.
   */
  default Optional<? extends NodeView> node(NodeId id) {
    return nodes().stream().filter(node -> node.spec().id().equals(id)).findFirst();
  }

  /** The nodes that are there and take no new work, by name. */
  default Collection<? extends NodeView> cordoned() {
    return List.of();
  }

  /** The nodes that were requested and are not there, by name. */
  default Collection<ExpectedNode> expected() {
    return List.of();
  }

  /**
   * The queued gangs, grouped into classes of interchangeable gangs: by priority (highest first),
   * project and shape. Includes gangs in restart backoff.
   */
  Collection<? extends PendingClass> pending();

  /**
   * The jobs that hold an allocation, or wait for one at their site (Starting, Running, Stopping),
   * by id.
   */
  Collection<Job> running();

  /** The jobs of {@link #running} with a rank on the node, by id. */
  default Collection<JobId> jobsOn(NodeId node) {
    return running().stream()
        .filter(job -> job.state().liveAttempt().orElseThrow().nodes().contains(node))
        .map(Job::id)
        .toList();
  }

  /** The jobs of {@link #running} that are stopping, by id. */
  default Collection<Job> stopping() {
    return running().stream().filter(job -> job.state() instanceof JobState.Stopping).toList();
  }

  /** The jobs of {@link #running} that wait in the queue of their site, by id. */
  default Collection<Job> waitingAtSite() {
    return running().stream().filter(job -> job.state().waitingAtSite().isPresent()).toList();
  }

  /** The jobs of {@link #running} that may be preempted, by id. */
  default Collection<Job> preemptible() {
    return running().stream().filter(job -> job.spec().scheduling().preemptible()).toList();
  }

  /** The jobs of {@link #running} that may be paused for cheaper or cleaner energy, by id. */
  default Collection<Job> interruptible() {
    return running().stream()
        .filter(
            job -> job.spec().scheduling().flexibility().orElse(Flexibility.NONE).interruptible())
        .toList();
  }

  /** The series of what energy costs or emits; empty when unknown. */
  default Optional<EnergySeries> energySeries(EnergySeries.Kind kind) {
    return Optional.empty();
  }

  /** The site's settings. */
  default SiteSettings site() {
    return SiteSettings.DEFAULT;
  }

  /** The power of the site; empty when it has no power envelope. */
  default Optional<? extends PowerView> power() {
    return Optional.empty();
  }

  /**
   * The site at which a job holds its allocation, or waits for one; home where that is no longer
   * known.
   */
  default String siteOf(Job job) {
    Optional<Attempt> waiting = job.state().liveAttempt().filter(Attempt::waitsAtSite);
    if (waiting.isPresent()) {
      return waiting.get().site();
    }
    return job.state().liveAttempt().stream()
        .flatMap(attempt -> attempt.placements().stream().limit(1))
        .flatMap(rank -> node(rank.node()).stream())
        .map(node -> node.spec().site())
        .findFirst()
        .orElse(Site.HOME);
  }

  /** The total holdings of gangs at a site. */
  default Resources siteUsage(String site) {
    return running().stream()
        .filter(job -> siteOf(job).equals(site))
        .map(job -> job.spec().amount())
        .reduce(Resources.ZERO, Resources::plus);
  }

  /** The artifacts a gang reads, with their sizes. */
  default Map<ArtifactName, Bytes> inputs(Job gang) {
    return Map.of();
  }

  /** The number of ranks of running and pending gangs by requested resources. */
  default Map<RankResources, Long> ranksByResources() {
    return WorkloadMix.count(this);
  }

  /**
   * The changes since earlier cycles, so that a scheduler can examine only changed nodes; empty
   * when the view does not track changes.
   */
  default Optional<Changes> changes() {
    return Optional.empty();
  }

  /** The changes of a view's nodes. */
  interface Changes {
    /** A counter that grows whenever a node joins, is lost, or changes its resources. */
    long fleetEdition();

    /** The number of changes of free capacity so far. */
    long count();

    /**
     * The nodes of the changes after the first {@code count}, in order and with repetitions; empty
     * when those are no longer available.
     */
    Optional<List<NodeId>> after(long count);
  }

  /** The live (not final) job with the given id. */
  Optional<Job> job(JobId id);

  /** The project's quota; {@link Quota#unlimited} where none was set. */
  Quota quota(ProjectName project);

  /** The current holdings of the project's jobs. */
  Resources usage(ProjectName project);

  /**
   * The decayed average of the project's holdings up to the given time. The default has no history.
   */
  default Resources pastUsage(ProjectName project, long nowNanos) {
    return Resources.ZERO;
  }

  /** The quotas of a cohort's projects, by project name. */
  Collection<Quota> cohort(String name);
}
