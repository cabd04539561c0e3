package org.arkwright.twin.fgd;

import java.util.Optional;
import org.arkwright.model.Bytes;
import org.arkwright.model.DeviceRequest;
import org.arkwright.model.GangShape;
import org.arkwright.model.RankResources;
import org.arkwright.model.Share;
import org.arkwright.model.Topology;

/**
 * What a pod of the trace asks for.
 *
 * @param gpuMilli thousandths of each of its GPUs; 0 without any
 * @param models the GPU models it may use, separated by {@code |}; empty for all
 */
record Pod(
    String name, long cpuMilli, long memoryMib, int gpus, int gpuMilli, Optional<String> models) {
  /** What it asks for of GPUs, in thousandths. */
  long asked() {
    return (long) gpus * gpuMilli;
  }

  RankResources resources() {
    Optional<DeviceRequest> request =
        gpus == 0
            ? Optional.empty()
            : Optional.of(new DeviceRequest(models, Bytes.ZERO, gpus, new Share(gpuMilli)));
    return new RankResources(cpuMilli, Bytes.ofMebibytes(memoryMib), request);
  }

  GangShape shape() {
    return new GangShape(1, resources(), Topology.ANY, false, Optional.empty());
  }
}
