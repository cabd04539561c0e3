package org.arkwright.scheduler.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.scheduler.view.FreeCapacity;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.RankFit;
import org.arkwright.scheduler.view.SiteProfile;

/** The weighted sum of placement policies. */
public record PlacementScore(List<Weighted> policies) {
  /**
   * The default: minimises expected waste, keeps devices whole, scarce kinds for those who need
   * them, and accelerators for those who request them. docs/research/fragmentation.md has the
   * evaluation.
   */
  public static final PlacementScore DEFAULT =
      new PlacementScore(
          List.of(
              new Weighted(new SpareAccelerators(), 10_000),
              new Weighted(new ExpectedWaste(), 100),
              new Weighted(new Fragmentation(), 1_000),
              new Weighted(new ScarceKinds(), 200),
              new Weighted(new Packing(), 1),
              new Weighted(new BestFit(), 1)));

  public PlacementScore {
    policies = List.copyOf(policies);
  }

  /** A policy and its weight. */
  public record Weighted(PlacementPolicy policy, int weight) {}

  /** The best devices of a node for a rank and their score; comparable for the same rank only. */
  public record Spot(List<DeviceShare> devices, long score) {}

  /** The names of all policies available in a site's configuration. */
  public static SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(known(SiteSettings.DEFAULT).keySet()));
  }

  /** All available policies by name, with the site's prices and powers. */
  public static SortedMap<String, PlacementPolicy> known(SiteSettings site) {
    SortedMap<String, PlacementPolicy> known = new TreeMap<>();
    for (PlacementPolicy policy :
        List.of(
            new BestFit(),
            new CleanSite(),
            CheapKinds.powerHeadroom(site),
            CheapKinds.price(site),
            new ExpectedWaste(),
            new Fragmentation(),
            new Packing(),
            new ScarceKinds(),
            new SpareAccelerators(),
            new SpreadOut(),
            new TopologyDistance(),
            new WholeDevices())) {
      known.put(policy.name(), policy);
    }
    return known;
  }

  /**
   * Creates the score of the policies with a positive weight, with the site's prices and powers.
   */
  public static PlacementScore weighted(SortedMap<String, Integer> weights, SiteSettings site) {
    List<Weighted> policies = new ArrayList<>();
    known(site)
        .forEach((name, policy) -> {
          int weight = weights.getOrDefault(name, 0);
          if (weight > 0) {
            policies.add(new Weighted(policy, weight));
          }
        });
    return new PlacementScore(policies);
  }

  /** Returns the score with its policies adapted to a site. */
  public PlacementScore on(SiteProfile profile) {
    List<Weighted> adapted = new ArrayList<>();
    for (Weighted weighted : policies) {
      adapted.add(new Weighted(weighted.policy().on(profile), weighted.weight()));
    }
    return new PlacementScore(adapted);
  }

  public boolean isRandomised() {
    return policies.stream().anyMatch(weighted -> weighted.policy().isRandomised());
  }

  /** The score of each level that two ranks of a gang share. */
  public long perLevel() {
    long sum = 0;
    for (Weighted weighted : policies) {
      sum += (long) weighted.weight() * weighted.policy().perLevel();
    }
    return sum;
  }

  /** Returns the best devices of the node for a rank that fits; ties go to the fullest. */
  public Spot best(NodeView node, RankResources rank) {
    FreeCapacity before = new FreeCapacity(node);
    Optional<Spot> best = Optional.empty();
    for (List<DeviceShare> devices : RankFit.options(before, rank)) {
      FreeCapacity after = new FreeCapacity(before);
      after.take(rank, devices);
      long score = 0;
      for (Weighted weighted : policies) {
        score += (long) weighted.weight() * weighted.policy().score(before, rank, after);
      }
      if (best.isEmpty() || score > best.get().score()) {
        best = Optional.of(new Spot(devices, score));
      }
    }
    return best.orElseThrow();
  }
}
