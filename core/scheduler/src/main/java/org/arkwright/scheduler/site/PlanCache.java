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
import org.arkwright.scheduler.quota.QuotaBook;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.EmptyNode;
import org.arkwright.scheduler.view.SiteProfile;
import org.arkwright.scheduler.view.WorkloadMix;

/**
 * What a scheduler worked out about one view and need not work out again while that stays true. It
 * makes cycles faster and changes nothing: a scheduler without memory plans the same.
 */
public final class PlanCache {
  /** Wishes kept: each takes memory for every running job. */
  private static final int WISHES_MAX = 32;

  private final ClusterView view;
  private final PlacementScore policies;
  private final Optional<ClusterView.Changes> changes;
  private final Resources capacity;
  private final Map<GangShape, Boolean> fitsEmpty = new LinkedHashMap<>();

  /** The one asked for longest ago first. */
  private final Map<ResourceClass, Releases> releases =
      new LinkedHashMap<>(WISHES_MAX, 0.75f, true);

  private final long edition;
  private long seen;
  private SiteProfile surroundings;
  private PlacementScore score;
  private Shortlists shortlists;

  /** Looks at the whole view. */
  PlanCache(ClusterView view, PlacementScore policies) {
    this.view = view;
    this.policies = policies;
    changes = view.changes();
    edition = changes.map(ClusterView.Changes::fleetEdition).orElse(0L);
    seen = changes.map(ClusterView.Changes::count).orElse(0L);
    capacity = QuotaBook.capacity(view);
    surroundings = SiteProfile.of(WorkloadMix.of(view), view.nodes());
    score = policies.on(surroundings);
    shortlists = new Shortlists(view, score);
  }

  /** Catches up with the view; false when it must all be looked at again. */
  @SuppressWarnings("ReferenceEquality") // Another view of an equal cluster counts changes anew.
  boolean follows(ClusterView next) {
    if (view != next || changes.isEmpty() || changes.get().fleetEdition() != edition) {
      return false;
    }
    Optional<List<NodeId>> touched = changes.get().after(seen);
    touched.ifPresent(nodes -> {
      nodes.forEach(shortlists::touch);
      releases.values().forEach(kept -> new LinkedHashSet<>(nodes).forEach(kept::touch));
    });
    seen = changes.get().count();
    WorkloadMix mix = WorkloadMix.of(view);
    if (!mix.equals(surroundings.mix())) {
      surroundings = surroundings.with(mix);
      score = policies.on(surroundings);
      shortlists = new Shortlists(view, score);
    }
    return touched.isPresent();
  }

  /** What the site's nodes hold in all. */
  Resources capacity() {
    return capacity;
  }

  SiteProfile surroundings() {
    return surroundings;
  }

  PlacementScore score() {
    return score;
  }

  Shortlists shortlists() {
    return shortlists;
  }

  /** Whether such a gang would fit if nothing else ran. */
  public boolean fitsEmptySite(GangShape shape) {
    return fitsEmpty.computeIfAbsent(
        shape,
        wanted -> new Candidates(view, node -> new EmptyNode(node.spec()), wanted, score).fit());
  }

  /** What is given back at the site of such a wish, not looked at for a later moment yet. */
  Releases releases(ResourceClass wish, long nowNanos) {
    Releases known = releases.get(wish);
    if (known == null || !known.reaches(nowNanos)) {
      known = new Releases(view, wish);
      releases.put(wish, known);
      if (releases.size() > WISHES_MAX) {
        releases.remove(releases.keySet().iterator().next());
      }
    }
    return known;
  }
}
