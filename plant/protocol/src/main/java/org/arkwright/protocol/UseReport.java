package org.arkwright.protocol;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.NodeId;

/**
 * The latest sample alone, as workers tell it that know no {@link SampleBatch}: without a time, and
 * without what they do not measure.
 *
 * @param node the node that measured
 * @param ranks its running ranks
 * @param devices those of its devices that can be measured, whoever uses them
 */
public record UseReport(NodeId node, List<Sample.RankUse> ranks, List<Sample.DeviceUse> devices) {
  public UseReport {
    ranks = List.copyOf(ranks);
    devices = List.copyOf(devices);
  }

  /** Returns it as a batch that was measured when it came. */
  public SampleBatch lift(long nowMillis) {
    return new SampleBatch(
        node,
        nowMillis,
        0,
        List.of(new Sample(nowMillis, Optional.empty(), ranks, devices)),
        Optional.empty());
  }
}
