package org.arkwright.kernel.invariant;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.arkwright.kernel.index.NodeUsage;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.unit.Resources;

/**
 * Checks that nodes and projects hold exactly the sum of the live allocations, and never more than
 * exists.
 */
final class UsageInvariants {
  private UsageInvariants() {}

  static void check(State state, List<String> found) {
    state.nodeTable().all().forEach(node -> checkNode(state, node, found));
    TreeMap<ProjectName, Resources> held = new TreeMap<>();
    for (Job job : state.running()) {
      held.merge(job.spec().project(), job.spec().amount(), Resources::plus);
    }
    held.values().removeIf(Resources.ZERO::equals);
    if (!held.equals(state.quotaTable().usage())) {
      found.add("projects use %s, recorded is %s".formatted(held, state.quotaTable().usage()));
    }
  }

  private static void checkNode(State state, NodeUsage node, List<String> found) {
    long cpuMillis = 0;
    long memoryBytes = 0;
    long[] thousandths = new long[node.devicesKnown()];
    boolean[] exact = new boolean[node.devicesKnown()];
    Arrays.fill(exact, true);
    boolean cpuTakenSinceJoined = false;
    boolean memoryTakenSinceJoined = false;
    for (JobId id : node.jobs()) {
      Job job = state.job(id).orElseThrow();
      Attempt attempt = job.state().liveAttempt().orElseThrow();
      RankResources requested = job.spec().gang().resources();
      // A node may rejoin with less than earlier attempts hold of it.
      // And a site that places gives away what a gang held before we learn of its end.
      boolean sinceJoined =
          attempt.placement() instanceof Placement.Exact
              && attempt.startedAtNanos() > node.sinceNanos();
      cpuTakenSinceJoined |= sinceJoined && requested.cpuMillis() > 0;
      memoryTakenSinceJoined |= sinceJoined && requested.memory().value() > 0;
      for (RankPlacement placement : attempt.placements()) {
        if (placement.node().equals(node.spec().id())) {
          cpuMillis += requested.cpuMillis();
          memoryBytes += requested.memory().value();
          for (DeviceShare share : placement.devices()) {
            thousandths[share.device()] += share.share().thousandths();
            exact[share.device()] &= attempt.placement() instanceof Placement.Exact;
          }
        }
      }
    }
    String name = "node " + node.spec().id();
    if (cpuMillis != node.usedCpuMillis() || memoryBytes != node.usedMemoryBytes()) {
      found.add(name + " records other CPU or memory than its ranks hold");
    }
    if ((cpuTakenSinceJoined && cpuMillis > node.spec().cpuMillis())
        || (memoryTakenSinceJoined && memoryBytes > node.spec().memory().value())) {
      found.add(name + " has allocated more CPU or memory than it has");
    }
    for (int device = 0; device < thousandths.length; device++) {
      if (thousandths[device] != node.usedThousandths(device)) {
        found.add(
            "%s records other shares of device %d than its ranks hold".formatted(name, device));
      }
      if (thousandths[device] > 1000 && exact[device]) {
        found.add("%s has allocated device %d more than once".formatted(name, device));
      }
    }
  }
}
