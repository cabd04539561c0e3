package org.arkwright.scheduler.forecast;

import java.util.Locale;
import java.util.Optional;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.unit.Bytes;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;

/**
 * A kind of resource that gangs compete for at a site: the devices that a request accepts, or cores
 * where none are requested; both counted in thousandths.
 */
public record ResourceClass(Optional<String> kind, Bytes memory, boolean devices) {
  private static final ResourceClass CORES = new ResourceClass(Optional.empty(), Bytes.ZERO, false);

  public static ResourceClass of(Job gang) {
    return gang.spec()
        .gang()
        .resources()
        .devices()
        .map(request ->
            new ResourceClass(
                request.kind().map(kind -> kind.toLowerCase(Locale.ROOT)),
                request.minimumMemory(),
                true))
        .orElse(CORES);
  }

  private boolean accepts(Device device) {
    return kind.map(device.kind()::equalsIgnoreCase).orElse(true)
        && device.memory().compareTo(memory) >= 0;
  }

  /** The amount free on the node. */
  long free(NodeView node) {
    if (!devices) {
      return node.freeCpuMillis();
    }
    long sum = 0;
    for (Device device : node.spec().devices()) {
      sum += accepts(device) ? node.freeThousandths(device.index()) : 0;
    }
    return sum;
  }

  /** The amount a job holds on the nodes of a view; nothing while it waits at its site. */
  long held(ClusterView view, Job job) {
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    if (attempt.waitsAtSite()) {
      return 0;
    }
    if (!devices) {
      return job.spec().amount().cpuMillis();
    }
    long sum = 0;
    for (RankPlacement rank : attempt.placements()) {
      Optional<? extends NodeView> node = view.node(rank.node());
      for (DeviceShare share : rank.devices()) {
        if (node.isPresent()
            && share.device() < node.get().spec().devices().size()
            && accepts(node.get().spec().devices().get(share.device()))) {
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
