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
import org.arkwright.scheduler.quota.QuotaBook;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.SiteView;

/**
 * The sites of one view, each a fleet of its own for placement: home first, then by name. What is
 * worked out about them is kept from cycle to cycle; it changes nothing.
 */
public final class SiteStates {
  private final ClusterView view;
  private final SiteSettings settings;
  private final Optional<Long> edition;
  private final Resources capacity;
  private final List<Part> parts = new ArrayList<>();

  /** One site's part of the view. */
  public record Part(Site site, ClusterView view, PlanCache memory) {}

  public SiteStates(ClusterView view, PlacementScore policies) {
    this.view = view;
    settings = view.site();
    edition = edition(view);
    if (settings.sites().isEmpty()) {
      parts.add(new Part(Site.home(settings), view, new PlanCache(view, policies)));
      capacity = parts.getFirst().memory.capacity();
      return;
    }
    SortedSet<String> names = new TreeSet<>();
    settings.sites().get().others().forEach(site -> names.add(site.name()));
    view.nodes().forEach(node -> names.add(node.spec().site()));
    names.remove(Site.HOME);
    add(Site.HOME, policies);
    names.forEach(name -> add(name, policies));
    capacity = QuotaBook.capacity(view);
  }

  private void add(String name, PlacementScore policies) {
    ClusterView part = SiteView.of(view, name);
    parts.add(new Part(settings.terms(name), part, new PlanCache(part, policies)));
  }

  private static Optional<Long> edition(ClusterView view) {
    return view.changes().map(ClusterView.Changes::fleetEdition);
  }

  /** Catches up with the view; false when it must all be looked at again. */
  @SuppressWarnings("ReferenceEquality") // Another view of an equal cluster counts changes anew.
  public boolean follows(ClusterView next) {
    boolean same =
        view == next
            && edition.isPresent()
            && edition.equals(edition(next))
            && (settings == next.site() || settings.equals(next.site()));
    for (Part part : parts) {
      same = same && part.memory.follows(part.view);
    }
    return same;
  }

  /** What all nodes hold. */
  public Resources capacity() {
    return capacity;
  }

  public List<Part> parts() {
    return parts;
  }
}
