package org.arkwright.replica;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.gateway.route.CostEstimator;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.usage.CostEstimate;
import org.arkwright.gateway.usage.TokenCount;
import org.arkwright.ledger.Holding;
import org.arkwright.ledger.RequestPrice;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Money;

/** Estimates the cost of requests from the resources of their deployment's replicas. Immutable. */
record RequestEstimator(SiteSettings site, SortedMap<RouteName, Holding> replicas)
    implements CostEstimator {
  static RequestEstimator of(SiteSettings site, List<Deployment> deployments) {
    SortedMap<RouteName, Holding> replicas = new TreeMap<>();
    for (Deployment deployment : deployments) {
      replicas.put(
          new RouteName(deployment.name().project(), deployment.name().name()),
          holding(site, deployment.spec().template().resources()));
    }
    return new RequestEstimator(site, Collections.unmodifiableSortedMap(replicas));
  }

  private static Holding holding(SiteSettings site, RankResources resources) {
    SortedMap<String, Integer> devices = new TreeMap<>();
    resources
        .devices()
        .ifPresent(request ->
            devices.put(costliest(site, request), Math.toIntExact(request.thousandths())));
    return new Holding(resources.cpuMillis(), resources.memory().value(), devices);
  }

  /** Returns of the kinds that a replica may get the one that costs most, or else draws most. */
  private static String costliest(SiteSettings site, DeviceRequest request) {
    return request.kinds().stream()
        .map(kind -> kind.toLowerCase(Locale.ROOT))
        .max(
            Comparator.<String, Money>comparing(kind -> site.prices().deviceHour(kind))
                .thenComparing(kind -> site.power().device(kind).peak()))
        .orElse(SiteSettings.OTHER);
  }

  @Override
  public Optional<CostEstimate> estimate(
      RouteName route, TokenCount tokens, long activeNanos, int outstanding) {
    return Optional.ofNullable(replicas.get(route))
        .map(replica -> {
          RequestPrice price =
              RequestPrice.of(
                  site,
                  replica,
                  tokens.prompt(),
                  tokens.completion(),
                  activeNanos,
                  Math.max(1, outstanding));
          return new CostEstimate(
              price.joules().amount().doubleValue(),
              price.grams().amount().doubleValue(),
              price.cost().amount(),
              site.currency());
        });
  }
}
