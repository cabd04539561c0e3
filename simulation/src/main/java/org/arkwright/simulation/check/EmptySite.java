package org.arkwright.simulation.check;

import java.util.Collection;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.Capability;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;

/**
 * Decides whether a site could hold a gang if nothing else ran; ranks are equal, so counting is
 * exact.
 */
final class EmptySite {
  private EmptySite() {}

  static boolean holds(Collection<NodeSpec> nodes, JobSpec spec) {
    long capacity = 0;
    for (NodeSpec node : nodes) {
      long here = ranksOn(node, spec);
      capacity +=
          switch (spec.gang().topology()) {
            case ANY -> here;
            case SAME_NODE -> here >= spec.gang().ranks() ? here : 0;
            case SPREAD -> Math.min(here, 1);
          };
    }
    return capacity >= spec.gang().ranks();
  }

  private static long ranksOn(NodeSpec node, JobSpec spec) {
    if (spec.execution().isolation().sandboxed()
        && !node.capabilities().contains(Capability.SANDBOX)) {
      return 0;
    }
    long most = spec.gang().ranks();
    long cpuMillis = spec.gang().resources().cpuMillis();
    long memory = spec.gang().resources().memory().value();
    if (cpuMillis > 0) {
      most = Math.min(most, node.cpuMillis() / cpuMillis);
    }
    if (memory > 0) {
      most = Math.min(most, node.memory().value() / memory);
    }
    return Math.min(
        most,
        spec.gang().resources().devices().map(request -> ranksBy(node, request)).orElse(most));
  }

  private static long ranksBy(NodeSpec node, DeviceRequest request) {
    long fitting = 0;
    for (Device device : node.devices()) {
      fitting += request.accepts(device) ? 1 : 0;
    }
    return request.share().isWhole()
        ? fitting / request.count()
        : fitting * (1000 / request.share().thousandths());
  }
}
