package org.arkwright.scheduler.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.scheduler.view.SiteProfile;
import org.arkwright.scheduler.view.WorkloadMix;

/** A workload mix in a layout for frequent lookups, with the devices that serve each demand. */
final class MixTable {
  /** Per demand: CPU, memory, devices (0 for none), thousandths of each, and share of all ranks. */
  final long[] cpuMillis;

  final long[] memoryBytes;
  final int[] devices;
  final int[] thousandths;
  final double[] part;

  private final List<Optional<DeviceRequest>> requests = new ArrayList<>();
  private final Map<NodeId, Offer> byNode = new LinkedHashMap<>();
  private final Map<List<SiteProfile.Description>, boolean[][]> byDevices = new LinkedHashMap<>();

  private static final class Offer {
    final List<Device> devices;
    final boolean[][] serves;

    Offer(List<Device> devices, boolean[][] serves) {
      this.devices = devices;
      this.serves = serves;
    }
  }

  MixTable(List<WorkloadMix.Demand> demands, long total) {
    int size = demands.size();
    cpuMillis = new long[size];
    memoryBytes = new long[size];
    devices = new int[size];
    thousandths = new int[size];
    part = new double[size];
    for (int i = 0; i < size; i++) {
      RankResources rank = demands.get(i).rank();
      cpuMillis[i] = rank.cpuMillis();
      memoryBytes[i] = rank.memory().value();
      devices[i] = rank.devices().map(DeviceRequest::count).orElse(0);
      thousandths[i] = rank.devices().map(request -> request.share().thousandths()).orElse(0);
      part[i] = (double) demands.get(i).count() / total;
      requests.add(rank.devices());
    }
  }

  int size() {
    return part.length;
  }

  /**
   * Whether a device of the node serves a demand, as {@code [demand][device]}. Nodes with equal
   * devices share the same table object.
   */
  @SuppressWarnings("ReferenceEquality") // A node's spec is replaced, never changed.
  boolean[][] serves(NodeSpec node) {
    Offer known = byNode.get(node.id());
    if (known == null || known.devices != node.devices()) {
      List<SiteProfile.Description> descriptions =
          node.devices().stream().map(SiteProfile.Description::of).toList();
      known =
          new Offer(
              node.devices(), byDevices.computeIfAbsent(descriptions, _ -> serves(node.devices())));
      byNode.put(node.id(), known);
    }
    return known.serves;
  }

  private boolean[][] serves(List<Device> offered) {
    boolean[][] serves = new boolean[size()][offered.size()];
    for (int i = 0; i < size(); i++) {
      for (int d = 0; d < offered.size(); d++) {
        Device device = offered.get(d);
        serves[i][d] = requests.get(i).map(request -> request.accepts(device)).orElse(false);
      }
    }
    return serves;
  }
}
