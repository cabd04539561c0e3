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
   * Wastes as little as possible in the end, keeps devices whole and kinds for those who need them,
   * and keeps accelerators for those who ask for them. docs/research/fragmentation.md says how good
   * that is.
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

  /** A policy and how much its opinion counts. */
  public record Weighted(PlacementPolicy policy, int weight) {}

  /** Where on a node a rank lies best, and how well; comparable for the same rank only. */
  public record Spot(List<DeviceShare> devices, long score) {}

  /** The names of all policies that a site's configuration may name. */
  public static SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(known(SiteSettings.DEFAULT).keySet()));
  }

  /** All policies that a site may name, by its prices and powers. */
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

  /** Those of the known policies, with the weights given to them, by a site's prices and powers. */
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

  /** The same policies for such a site. */
  public PlacementScore on(SiteProfile surroundings) {
    List<Weighted> adapted = new ArrayList<>();
    for (Weighted weighted : policies) {
      adapted.add(new Weighted(weighted.policy().on(surroundings), weighted.weight()));
    }
    return new PlacementScore(adapted);
  }

  public boolean changesItsMind() {
    return policies.stream().anyMatch(weighted -> weighted.policy().changesItsMind());
  }

  /** What each level counts that two ranks of a gang share. */
  public long perLevel() {
    long sum = 0;
    for (Weighted weighted : policies) {
      sum += (long) weighted.weight() * weighted.policy().perLevel();
    }
    return sum;
  }

  /** The best of the node's devices for a rank that fits; of equal ones the fullest. */
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
