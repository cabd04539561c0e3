package org.arkwright.experiments.fgd;

import java.util.Optional;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.Topology;
import org.arkwright.model.unit.Share;

/** A pod of the trace with its request. */
record FgdPod(String name, RankResources resources) {
  /** The requested thousandths of GPUs. */
  long requested() {
    return resources.amount().deviceThousandths();
  }

  /** The thousandths of each of its GPUs; 0 without any. */
  int gpuMilli() {
    return resources.devices().map(request -> request.share().thousandths()).orElse(0);
  }

  GangShape shape() {
    return new GangShape(1, resources, Topology.ANY, false, Optional.empty());
  }

  /** Returns this pod with another CPU request. */
  FgdPod withCpus(long milli) {
    return new FgdPod(name, new RankResources(milli, resources.memory(), resources.devices()));
  }

  /** Returns this pod with another share, if it shares a GPU. */
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
