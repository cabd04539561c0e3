package org.arkwright.scheduler;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.scheduler.view.NodeView;

/** A node that rejects over-allocation. */
final class TestNode implements NodeView {
  private final NodeSpec spec;
  private long cpuMillis;
  private long memoryBytes;
  private final int[] thousandths;
  private Optional<Cordon> cordon = Optional.empty();

  TestNode(NodeSpec spec) {
    this.spec = spec;
    cpuMillis = spec.cpuMillis();
    memoryBytes = spec.memory().value();
    thousandths = new int[spec.devices().size()];
    Arrays.fill(thousandths, 1000);
  }

  void change(RankResources rank, List<DeviceShare> devices, int sign) {
    cpuMillis -= sign * rank.cpuMillis();
    memoryBytes -= sign * rank.memory().value();
    for (DeviceShare part : devices) {
      thousandths[part.device()] -= sign * part.share().thousandths();
      if (thousandths[part.device()] < 0 || thousandths[part.device()] > 1000) {
        throw new AssertionError("device over-allocated: " + this);
      }
    }
    if (cpuMillis < 0 || memoryBytes < 0) {
      throw new AssertionError("over-allocated: " + this);
    }
  }

  void cordon(Cordon why) {
    cordon = Optional.of(why);
  }

  @Override
  public Optional<Cordon> cordon() {
    return cordon;
  }

  @Override
  public boolean holdsRanks() {
    return cpuMillis < spec.cpuMillis() || memoryBytes < spec.memory().value();
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

  @Override
  public String toString() {
    return "%s: %d, %d, %s"
        .formatted(spec.id(), cpuMillis, memoryBytes, Arrays.toString(thousandths));
  }
}
