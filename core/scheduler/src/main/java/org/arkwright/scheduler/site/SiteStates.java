package org.arkwright.scheduler.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.quota.CycleQuota;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.SiteView;

/**
 * The sites of one view, each a separate fleet for placement: home first, then by name. Their
 * caches are kept between cycles and never change a plan.
 */
public final class SiteStates {
  private final ClusterView view;
  private final SiteSettings settings;
  private final Optional<Long> edition;
  private final Resources capacity;
  private final List<SiteState> states = new ArrayList<>();

  /** One site: its terms, its part of the view, and its cache. */
  public record SiteState(Site site, ClusterView view, PlanCache cache) {}

  public SiteStates(ClusterView view, PlacementScore policies) {
    this.view = view;
    settings = view.site();
    edition = edition(view);
    if (settings.sites().isEmpty()) {
      states.add(new SiteState(Site.home(settings), view, new PlanCache(view, policies)));
      capacity = states.getFirst().cache.capacity();
      return;
    }
    SortedSet<String> names = new TreeSet<>();
    settings.sites().get().others().forEach(site -> names.add(site.name()));
    view.nodes().forEach(node -> names.add(node.spec().site()));
    names.remove(Site.HOME);
    add(Site.HOME, policies);
    names.forEach(name -> add(name, policies));
    capacity = CycleQuota.capacity(view);
  }

  private void add(String name, PlacementScore policies) {
    ClusterView siteView = SiteView.of(view, name);
    states.add(new SiteState(settings.terms(name), siteView, new PlanCache(siteView, policies)));
  }

  private static Optional<Long> edition(ClusterView view) {
    return view.changes().map(ClusterView.Changes::fleetEdition);
  }

  /** Catches up with the view; returns false when the states must be rebuilt. */
  @SuppressWarnings(
      "ReferenceEquality") // Another view of an equal cluster has its own change counter.
  public boolean catchUp(ClusterView next) {
    boolean same =
        view == next
            && edition.isPresent()
            && edition.equals(edition(next))
            && (settings == next.site() || settings.equals(next.site()));
    for (SiteState state : states) {
      same = same && state.cache.catchUp();
    }
    return same;
  }

  /** The total capacity of all nodes. */
  public Resources capacity() {
    return capacity;
  }

  /** The sites, home first. */
  public List<SiteState> all() {
    return states;
  }
}
