package org.arkwright.scheduler.site;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.forecast.Releases;
import org.arkwright.scheduler.forecast.ResourceClass;
import org.arkwright.scheduler.placement.Candidates;
import org.arkwright.scheduler.placement.Shortlists;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.quota.CycleQuota;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.EmptyNode;
import org.arkwright.scheduler.view.SiteProfile;
import org.arkwright.scheduler.view.WorkloadMix;

/**
 * The cache of a scheduler for one view. It makes cycles faster and never changes a plan: a
 * scheduler without a cache plans the same.
 */
public final class PlanCache {
  /** The number of resource classes kept: each takes memory for every running job. */
  private static final int CLASSES_MAX = 32;

  private final ClusterView view;
  private final PlacementScore policies;
  private final Optional<ClusterView.Changes> changes;
  private final Resources capacity;
  private final Map<GangShape, Boolean> fitsEmpty = new LinkedHashMap<>();

  /** The releases by resource class, least recently used first. */
  private final Map<ResourceClass, Releases> releases =
      new LinkedHashMap<>(CLASSES_MAX, 0.75f, true);

  private long seen;
  private SiteProfile profile;
  private PlacementScore score;
  private Shortlists shortlists;

  /** Examines the whole view. */
  PlanCache(ClusterView view, PlacementScore policies) {
    this.view = view;
    this.policies = policies;
    changes = view.changes();
    seen = count();
    capacity = CycleQuota.capacity(view);
    profile = SiteProfile.of(WorkloadMix.of(view), view.nodes());
    score = policies.on(profile);
    shortlists = new Shortlists(view, score);
  }

  private long count() {
    return changes.map(ClusterView.Changes::count).orElse(0L);
  }

  /**
   * Catches up with the view, whose fleet is still the same; returns false when the cache must be
   * rebuilt.
   */
  boolean catchUp() {
    Optional<List<NodeId>> touched = changes.flatMap(since -> since.after(seen));
    touched.ifPresent(nodes -> {
      nodes.forEach(shortlists::touch);
      releases.values().forEach(known -> new LinkedHashSet<>(nodes).forEach(known::touch));
    });
    seen = count();
    WorkloadMix mix = WorkloadMix.of(view);
    if (!mix.equals(profile.mix())) {
      profile = profile.with(mix);
      score = policies.on(profile);
      shortlists = new Shortlists(view, score);
    }
    return touched.isPresent();
  }

  /** The total capacity of the site's nodes. */
  Resources capacity() {
    return capacity;
  }

  SiteProfile profile() {
    return profile;
  }

  PlacementScore score() {
    return score;
  }

  Shortlists shortlists() {
    return shortlists;
  }

  /** Whether a gang of the shape would fit if nothing else ran. */
  public boolean fitsEmptySite(GangShape shape) {
    return fitsEmpty.computeIfAbsent(
        shape,
        requested ->
            new Candidates(view, node -> new EmptyNode(node.spec()), requested, score).fit());
  }

  /** The releases of a resource class at the site, not yet advanced past the given time. */
  Releases releases(ResourceClass resourceClass, long nowNanos) {
    Releases known = releases.get(resourceClass);
    if (known == null || !known.reaches(nowNanos)) {
      known = new Releases(view, resourceClass);
      releases.put(resourceClass, known);
      if (releases.size() > CLASSES_MAX) {
        releases.remove(releases.keySet().iterator().next());
      }
    }
    return known;
  }
}
