package org.arkwright.experiments.fgd;

import java.util.Optional;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.Topology;
import org.arkwright.model.unit.Share;

/** What a pod of the trace asks for. */
record FgdPod(String name, RankResources resources) {
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
  FgdPod withCpus(long milli) {
    return new FgdPod(name, new RankResources(milli, resources.memory(), resources.devices()));
  }

  /** The same pod with that share, if it shares a GPU. */
  FgdPod withShare(int milli) {
    Optional<DeviceRequest> shared =
        resources
            .devices()
            .map(request ->
                request.share().isWhole()
                    ? request
                    : new DeviceRequest(
                        request.kind(), request.minimumMemory(), 1, new Share(milli)));
    return new FgdPod(name, new RankResources(resources.cpuMillis(), resources.memory(), shared));
  }
}
