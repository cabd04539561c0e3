package org.arkwright.scheduler.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankResources;

/**
 * The typical resource requests of ranks, most frequent first: the "typical tasks" of Weng et al.,
 * Beware of Fragmentation, USENIX ATC 2023.
 */
public record WorkloadMix(List<Demand> demands) {
  /**
   * The resolution of a live site's mix: demands below half of one in this many ranks are dropped.
   */
  private static final int RARE = 64;

  private static final double LOG_2 = Math.log(2);

  private static final Comparator<Demand> ORDER =
      Comparator.comparingLong(Demand::count)
          .reversed()
          .thenComparingLong((Demand demand) -> demand.rank().cpuMillis())
          .thenComparing(demand -> demand.rank().memory())
          .thenComparing(demand -> demand.rank().devices().map(DeviceRequest::toString).orElse(""));

  /** The empty mix. */
  public static final WorkloadMix NONE = new WorkloadMix(List.of());

  public WorkloadMix {
    demands = demands.stream().sorted(ORDER).toList();
  }

  /**
   * Ranks with the same request.
   *
   * @param count number of such ranks, at least 1
   */
  public record Demand(RankResources rank, long count) {}

  /** Creates the mix of the given counts. */
  public static WorkloadMix of(Map<RankResources, Long> counts) {
    List<Demand> demands = new ArrayList<>();
    counts.forEach((rank, count) -> demands.add(new Demand(rank, count)));
    return new WorkloadMix(demands);
  }

  /**
   * Creates the mix of running and pending ranks in a view, rounded to powers of two so that it
   * rarely changes: every change makes the policies start over.
   */
  public static WorkloadMix of(ClusterView view) {
    Map<RankResources, Long> counts = view.ranksByResources();
    double all = counts.values().stream().mapToLong(Long::longValue).sum();
    List<Demand> demands = new ArrayList<>();
    counts.forEach((rank, count) -> {
      double parts = count / all * RARE;
      if (parts >= 0.5) {
        demands.add(new Demand(rank, 1L << Math.max(0, Math.round(Math.log(parts) / LOG_2))));
      }
    });
    return new WorkloadMix(demands);
  }

  static Map<RankResources, Long> count(ClusterView view) {
    Map<RankResources, Long> counts = new LinkedHashMap<>();
    for (Job job : view.running()) {
      counts.merge(job.spec().gang().resources(), (long) job.spec().gang().ranks(), Long::sum);
    }
    for (PendingClass pending : view.pending()) {
      long ranks = (long) pending.shape().ranks() * pending.gangs().size();
      counts.merge(pending.shape().resources(), ranks, Long::sum);
    }
    return counts;
  }

  public long total() {
    return demands.stream().mapToLong(Demand::count).sum();
  }
}
