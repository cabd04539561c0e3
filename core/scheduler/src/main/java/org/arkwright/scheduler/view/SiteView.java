package org.arkwright.scheduler.view;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.access.Quota;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;

/**
 * The part of a view at one site: its nodes and the jobs on them. Queue, quotas and settings are
 * those of the whole. Valid until a node joins or is lost.
 */
public final class SiteView implements ClusterView {
  private final ClusterView whole;
  private final String site;
  private final Map<NodeId, NodeView> nodes = new LinkedHashMap<>();

  private SiteView(ClusterView whole, String site) {
    this.whole = whole;
    this.site = site;
    for (NodeView node : whole.nodes()) {
      if (node.spec().site().equals(site)) {
        nodes.put(node.spec().id(), node);
      }
    }
  }

  /** Returns the part of the view at a site; the whole view where there is only one. */
  public static ClusterView of(ClusterView whole, String site) {
    return whole.site().sites().isPresent() ? new SiteView(whole, site) : whole;
  }

  @Override
  public Collection<? extends NodeView> nodes() {
    return Collections.unmodifiableCollection(nodes.values());
  }

  @Override
  public Optional<? extends NodeView> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  @Override
  public Collection<? extends NodeView> cordoned() {
    return whole.cordoned().stream().filter(node -> node.spec().site().equals(site)).toList();
  }

  @Override
  public Collection<ExpectedNode> expected() {
    return whole.expected().stream().filter(node -> node.id().site().equals(site)).toList();
  }

  @Override
  public Collection<Job> running() {
    return here(whole.running());
  }

  @Override
  public Collection<JobId> jobsOn(NodeId node) {
    return whole.jobsOn(node).stream()
        .filter(id -> whole.siteOf(whole.job(id).orElseThrow()).equals(site))
        .toList();
  }

  @Override
  public Collection<Job> stopping() {
    return here(whole.stopping());
  }

  @Override
  public Collection<Job> waitingAtSite() {
    return here(whole.waitingAtSite());
  }

  @Override
  public Collection<Job> preemptible() {
    return here(whole.preemptible());
  }

  @Override
  public Collection<Job> interruptible() {
    return here(whole.interruptible());
  }

  private List<Job> here(Collection<Job> jobs) {
    return jobs.stream().filter(job -> whole.siteOf(job).equals(site)).toList();
  }

  @Override
  public Collection<? extends PendingClass> pending() {
    return whole.pending();
  }

  @Override
  public Optional<EnergySeries> energySeries(EnergySeries.Kind kind) {
    return whole.energySeries(kind);
  }

  @Override
  public SiteSettings site() {
    return whole.site();
  }

  /** Only the home site has an envelope. */
  @Override
  public Optional<? extends PowerView> power() {
    return site.equals(Site.HOME) ? whole.power() : Optional.empty();
  }

  @Override
  public Map<RankResources, Long> ranksByResources() {
    return whole.ranksByResources();
  }

  @Override
  public Optional<Changes> changes() {
    return whole.changes();
  }

  @Override
  public Optional<Job> job(JobId id) {
    return whole.job(id);
  }

  @Override
  public Quota quota(ProjectName project) {
    return whole.quota(project);
  }

  @Override
  public Resources usage(ProjectName project) {
    return whole.usage(project);
  }

  @Override
  public Resources pastUsage(ProjectName project, long nowNanos) {
    return whole.pastUsage(project, nowNanos);
  }

  @Override
  public Collection<Quota> cohort(String name) {
    return whole.cohort(name);
  }

  @Override
  public Resources siteUsage(String name) {
    return whole.siteUsage(name);
  }

  @Override
  public Map<ArtifactName, Bytes> inputs(Job gang) {
    return whole.inputs(gang);
  }
}
