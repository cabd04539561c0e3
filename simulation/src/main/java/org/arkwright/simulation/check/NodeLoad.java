package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;

/** The resources taken from one node, counted independently. */
final class NodeLoad {
  private final NodeSpec node;
  private final int[] devices;
  private long cpuMillis;
  private long memoryBytes;

  NodeLoad(NodeSpec node) {
    this.node = node;
    this.devices = new int[node.devices().size()];
  }

  void take(JobSpec spec, RankPlacement placement, String holders) {
    cpuMillis += spec.gang().resources().cpuMillis();
    memoryBytes += spec.gang().resources().memory().value();
    unless(
        cpuMillis <= node.cpuMillis(),
        "%s take %d of %d CPU thousandths",
        holders,
        cpuMillis,
        node.cpuMillis());
    unless(
        memoryBytes <= node.memory().value(),
        "%s take %d of %d bytes",
        holders,
        memoryBytes,
        node.memory().value());
    for (DeviceShare share : placement.devices()) {
      unless(
          share.device() < devices.length,
          "%s take a device that does not exist: %s",
          holders,
          share);
      devices[share.device()] += share.share().thousandths();
      unless(
          devices[share.device()] <= 1000,
          "%s take %d thousandths of device %d",
          holders,
          devices[share.device()],
          share.device());
    }
  }

  void give(JobSpec spec, RankPlacement placement) {
    cpuMillis -= spec.gang().resources().cpuMillis();
    memoryBytes -= spec.gang().resources().memory().value();
    placement.devices().forEach(share -> devices[share.device()] -= share.share().thousandths());
  }
}
