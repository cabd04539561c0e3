package org.arkwright.scheduler.forecast;

import java.util.Locale;
import java.util.Optional;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.unit.Share;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;

/**
 * A kind of resource that gangs compete for at a site: the devices that a request accepts, or cores
 * where none are requested; both counted in thousandths.
 *
 * @param accepted what is said of the devices, as a request for one of them; empty for cores
 */
public record ResourceClass(Optional<DeviceRequest> accepted) {
  private static final ResourceClass CORES = new ResourceClass(Optional.empty());

  public static ResourceClass of(Job gang) {
    return gang.spec()
        .gang()
        .resources()
        .devices()
        .map(request ->
            new ResourceClass(
                Optional.of(
                    new DeviceRequest(
                        request.kind().map(kind -> kind.toLowerCase(Locale.ROOT)),
                        request.minimumMemory(),
                        1,
                        Share.WHOLE))))
        .orElse(CORES);
  }

  /** The amount free on the node. */
  long free(NodeView node) {
    if (accepted.isEmpty()) {
      return node.freeCpuMillis();
    }
    DeviceRequest request = accepted.get();
    long sum = 0;
    for (Device device : node.spec().devices()) {
      sum += request.accepts(device) ? node.freeThousandths(device.index()) : 0;
    }
    return sum;
  }

  /** The amount a job holds on the nodes of a view; nothing while it waits at its site. */
  long held(ClusterView view, Job job) {
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    if (attempt.waitsAtSite()) {
      return 0;
    }
    if (accepted.isEmpty()) {
      return job.spec().amount().cpuMillis();
    }
    DeviceRequest request = accepted.get();
    long sum = 0;
    for (RankPlacement rank : attempt.placements()) {
      Optional<? extends NodeView> node = view.node(rank.node());
      for (DeviceShare share : rank.devices()) {
        if (node.isPresent()
            && share.device() < node.get().spec().devices().size()
            && request.accepts(node.get().spec().devices().get(share.device()))) {
          sum += share.share().thousandths();
        }
      }
    }
    return sum;
  }

  /** The amount the gang needs of its own resource class. */
  static long amount(Job gang) {
    return gang.spec()
        .gang()
        .resources()
        .devices()
        .map(DeviceRequest::thousandths)
        .map(each -> each * gang.spec().gang().ranks())
        .orElse(gang.spec().amount().cpuMillis());
  }
}
