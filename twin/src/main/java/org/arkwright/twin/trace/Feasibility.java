package org.arkwright.twin.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.spec.SpecProblem;
import org.arkwright.spec.site.Fleet;

/** Finds jobs that a fleet could never run, even when empty. */
public final class Feasibility {
  private final Fleet fleet;
  private final Map<RankResources, Long> capacities = new HashMap<>();

  public Feasibility(Fleet fleet) {
    this.fleet = fleet;
  }

  /** The jobs that fit nowhere, as problems of their lines; only the first few. */
  public List<SpecProblem> problems(List<Arrival> arrivals) {
    List<SpecProblem> problems = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      if (!fits(arrival) && problems.size() < CsvRows.PROBLEMS_MAX) {
        problems.add(problem(arrival));
      }
    }
    return problems;
  }

  /** Whether the job fits on the empty fleet. */
  public boolean fits(Arrival arrival) {
    return capacity(arrival.spec().gang().resources()) >= arrival.spec().gang().ranks();
  }

  /** The number of such ranks that the empty fleet holds. */
  private long capacity(RankResources rank) {
    return capacities.computeIfAbsent(
        rank, _ -> fleet.nodes().stream().mapToLong(node -> capacity(node, rank)).sum());
  }

  private static long capacity(NodeSpec node, RankResources rank) {
    long capacity = Integer.MAX_VALUE;
    if (rank.cpuMillis() > 0) {
      capacity = Math.min(capacity, node.cpuMillis() / rank.cpuMillis());
    }
    if (rank.memory().value() > 0) {
      capacity = Math.min(capacity, node.memory().value() / rank.memory().value());
    }
    if (rank.devices().isPresent()) {
      DeviceRequest request = rank.devices().get();
      long fitting = node.devices().stream().filter(request::accepts).count();
      capacity =
          Math.min(
              capacity,
              request.share().isWhole()
                  ? fitting / request.count()
                  : fitting * (1000 / request.share().thousandths()));
    }
    return capacity;
  }

  private SpecProblem problem(Arrival arrival) {
    RankResources each = arrival.spec().gang().resources();
    TreeSet<String> kinds = new TreeSet<>();
    fleet.nodes().forEach(node -> node.devices().stream().map(Device::kind).forEach(kinds::add));
    String kind = each.devices().flatMap(DeviceRequest::kind).orElse("");
    boolean unknown =
        !kind.isEmpty() && kinds.stream().noneMatch(each.devices().orElseThrow()::acceptsKind);
    String expected =
        unknown
            ? "one of the fleet's device kinds: " + String.join(", ", kinds)
            : "at most %d such ranks, which is what the empty fleet holds"
                .formatted(capacity(each));
    String value =
        unknown
            ? kind
            : "%d ranks of %s devices, %d cpus and %s"
                .formatted(
                    arrival.spec().gang().ranks(),
                    each.devices().map(request -> request.thousandths() / 1000.0).orElse(0.0),
                    each.cpuMillis() / 1000,
                    each.memory());
    String message =
        "%s asks for %s, expected %s".formatted(arrival.spec().name(), value, expected);
    return new SpecProblem(arrival.line(), 1, unknown ? "kind" : "", value, expected, message);
  }
}
