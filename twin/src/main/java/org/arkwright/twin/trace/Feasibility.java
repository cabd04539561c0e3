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
import org.arkwright.spec.Fleet;
import org.arkwright.spec.SpecProblem;

/** Finds the jobs that a fleet could never run, even when it is empty. */
public final class Feasibility {
  private final Fleet fleet;
  private final Map<RankResources, Long> rooms = new HashMap<>();

  public Feasibility(Fleet fleet) {
    this.fleet = fleet;
  }

  /** The jobs that fit nowhere; the first few as problems of the lines they stand in. */
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
    return room(arrival.spec().gang().resources()) >= arrival.spec().gang().ranks();
  }

  /** How many such ranks the empty fleet holds. */
  private long room(RankResources rank) {
    return rooms.computeIfAbsent(
        rank, _ -> fleet.nodes().stream().mapToLong(node -> room(node, rank)).sum());
  }

  private static long room(NodeSpec node, RankResources rank) {
    long room = Integer.MAX_VALUE;
    if (rank.cpuMillis() > 0) {
      room = Math.min(room, node.cpuMillis() / rank.cpuMillis());
    }
    if (rank.memory().value() > 0) {
      room = Math.min(room, node.memory().value() / rank.memory().value());
    }
    if (rank.devices().isPresent()) {
      DeviceRequest wanted = rank.devices().get();
      long fitting = node.devices().stream().filter(wanted::accepts).count();
      room =
          Math.min(
              room,
              wanted.share().isWhole()
                  ? fitting / wanted.count()
                  : fitting * (1000 / wanted.share().thousandths()));
    }
    return room;
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
            : "at most %d such ranks, which is what the empty fleet holds".formatted(room(each));
    String value =
        unknown
            ? kind
            : "%d ranks of %s devices, %d cpus and %s"
                .formatted(
                    arrival.spec().gang().ranks(),
                    each.devices().map(wanted -> wanted.thousandths() / 1000.0).orElse(0.0),
                    each.cpuMillis() / 1000,
                    each.memory());
    String message =
        "%s asks for %s, expected %s".formatted(arrival.spec().name(), value, expected);
    return new SpecProblem(arrival.line(), 1, unknown ? "kind" : "", value, expected, message);
  }
}
