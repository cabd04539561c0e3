package org.arkwright.scheduler.placement;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.EmptyNode;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.PendingClass;
import org.arkwright.scheduler.view.SiteProfile;
import org.arkwright.scheduler.view.WorkloadMix;

/**
 * The scheduler's placement in isolation, for experiments: gangs arrive one by one on an empty
 * fleet, are placed at once or rejected, and stay. Nodes and devices are chosen by the same code as
 * in a cycle.
 */
public final class ArrivalPlacement {
  private final FreeTimeline timeline;
  private final Shortlists shortlists;
  private final PlacementScore score;
  private final NavigableMap<NodeId, NodeView> nodes = new TreeMap<>();

  public ArrivalPlacement(Collection<NodeSpec> fleet, PlacementScore policies, WorkloadMix mix) {
    fleet.forEach(spec -> nodes.put(spec.id(), new EmptyNode(spec)));
    score = policies.on(SiteProfile.of(mix, nodes.values()));
    ClusterView view = new Fleet(nodes);
    shortlists = new Shortlists(view, score);
    timeline = new FreeTimeline(view, shortlists);
  }

  /** Places the gang; returns empty when it does not fit. */
  public Optional<Allocation> place(GangShape gang) {
    if (score.isRandomised()) {
      shortlists.clear();
    }
    Candidates candidates = shortlists.of(gang, false);
    if (!candidates.fit()) {
      return Optional.empty();
    }
    return Optional.of(
        candidates.place((node, rank) -> timeline.start(node, rank, gang.resources(), false)));
  }

  private record Fleet(NavigableMap<NodeId, NodeView> byName) implements ClusterView {
    @Override
    public Collection<NodeView> nodes() {
      return byName.values();
    }

    @Override
    public Optional<NodeView> node(NodeId id) {
      return Optional.ofNullable(byName.get(id));
    }

    @Override
    public Collection<PendingClass> pending() {
      return List.of();
    }

    @Override
    public Collection<Job> running() {
      return List.of();
    }

    @Override
    public Optional<Job> job(JobId id) {
      return Optional.empty();
    }

    @Override
    public Quota quota(ProjectName project) {
      return Quota.unlimited(project);
    }

    @Override
    public Resources usage(ProjectName project) {
      return Resources.ZERO;
    }

    @Override
    public Collection<Quota> cohort(String name) {
      return List.of();
    }
  }
}
