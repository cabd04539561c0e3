package org.arkwright.twin.fgd;

import java.util.Optional;
import org.arkwright.model.DeviceRequest;
import org.arkwright.model.GangShape;
import org.arkwright.model.RankResources;
import org.arkwright.model.Share;
import org.arkwright.model.Topology;

/** What a pod of the trace asks for. */
record Pod(String name, RankResources resources) {
  /** What it asks for of GPUs, in thousandths. */
  long asked() {
    return resources.amount().deviceThousandths();
  }

  /** Thousandths of each of its GPUs; 0 without any. */
  int gpuMilli() {
    return resources.devices().map(request -> request.share().thousandths()).orElse(0);
  }

  GangShape shape() {
    return new GangShape(1, resources, Topology.ANY, false, Optional.empty());
  }

  /** The same pod that asks for so much CPU. */
  Pod withCpus(long milli) {
    return new Pod(name, new RankResources(milli, resources.memory(), resources.devices()));
  }

  /** The same pod with that share, if it shares a GPU. */
  Pod withShare(int milli) {
    Optional<DeviceRequest> shared =
        resources
            .devices()
            .map(request ->
                request.share().isWhole()
                    ? request
                    : new DeviceRequest(
                        request.kind(), request.minimumMemory(), 1, new Share(milli)));
    return new Pod(name, new RankResources(resources.cpuMillis(), resources.memory(), shared));
  }
}
