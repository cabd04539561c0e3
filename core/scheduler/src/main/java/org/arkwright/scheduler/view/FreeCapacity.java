package org.arkwright.scheduler.view;

import java.util.List;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;

/** A mutable copy of the free capacity of one node, never below zero or above its total. */
public final class FreeCapacity implements NodeView {
  private final NodeSpec spec;
  private long cpuMillis;
  private long memoryBytes;
  private final int[] thousandths;

  public FreeCapacity(NodeView node) {
    spec = node.spec();
    cpuMillis = node.freeCpuMillis();
    memoryBytes = node.freeMemoryBytes();
    thousandths = new int[spec.devices().size()];
    for (int i = 0; i < thousandths.length; i++) {
      thousandths[i] = node.freeThousandths(i);
    }
  }

  public void take(RankResources rank, List<DeviceShare> devices) {
    cpuMillis = Math.max(0, cpuMillis - rank.cpuMillis());
    memoryBytes = Math.max(0, memoryBytes - rank.memory().value());
    for (DeviceShare part : devices) {
      if (part.device() < thousandths.length) {
        int left = thousandths[part.device()] - part.share().thousandths();
        thousandths[part.device()] = Math.max(0, left);
      }
    }
  }

  public void give(RankResources rank, List<DeviceShare> devices) {
    cpuMillis = Math.min(spec.cpuMillis(), cpuMillis + rank.cpuMillis());
    memoryBytes = Math.min(spec.memory().value(), memoryBytes + rank.memory().value());
    for (DeviceShare part : devices) {
      if (part.device() < thousandths.length) {
        int more = thousandths[part.device()] + part.share().thousandths();
        thousandths[part.device()] = Math.min(1000, more);
      }
    }
  }

  @Override
  public NodeSpec spec() {
    return spec;
  }

  @Override
  public long freeCpuMillis() {
    return cpuMillis;
  }

  @Override
  public long freeMemoryBytes() {
    return memoryBytes;
  }

  @Override
  public int freeThousandths(int device) {
    return thousandths[device];
  }
}
