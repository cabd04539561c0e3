package org.arkwright.scheduler.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.unit.Share;

/** Functions that compute how many ranks fit on a node, and which devices the next rank gets. */
public final class RankFit {
  private static final Comparator<Device> LEAST_MEMORY_FIRST =
      Comparator.comparing(Device::memory).thenComparingInt(Device::index);

  private RankFit() {}

  /**
   * Returns the number of ranks of a gang that fit together on the node, at most {@link
   * JobSpec#RANKS_MAX}; 0 where the node is none that the gang accepts.
   */
  public static int count(NodeView node, GangShape gang) {
    return gang.needs().metBy(node.spec()) ? count(node, gang.resources()) : 0;
  }

  /**
   * Returns the number of ranks for which the node has the resources, at most {@link
   * JobSpec#RANKS_MAX}.
   */
  public static int count(NodeView node, RankResources rank) {
    long fit = JobSpec.RANKS_MAX;
    if (rank.cpuMillis() > 0) {
      fit = Math.min(fit, node.freeCpuMillis() / rank.cpuMillis());
    }
    if (rank.memory().value() > 0) {
      fit = Math.min(fit, node.freeMemoryBytes() / rank.memory().value());
    }
    if (fit > 0 && rank.devices().isPresent()) {
      fit = Math.min(fit, onDevices(node, rank.devices().get()));
    }
    return (int) fit;
  }

  private static long onDevices(NodeView node, DeviceRequest request) {
    long pieces = 0;
    for (Device device : node.spec().devices()) {
      if (request.accepts(device)) {
        pieces += node.freeThousandths(device.index()) / request.share().thousandths();
      }
    }
    return pieces / request.count();
  }

  /**
   * Returns the devices for one rank that fits. A share goes to the fullest device that can hold
   * it; whole devices come from the fast-link domain with the fewest free devices that suffice,
   * otherwise from as few domains as possible.
   */
  public static List<DeviceShare> choose(NodeView node, RankResources rank) {
    return options(node, rank).getFirst();
  }

  /**
   * Returns the distinct choices of devices for one rank that fits: one for each free amount of a
   * device, the fullest device first; for whole devices only {@link #choose}.
   */
  public static List<List<DeviceShare>> options(NodeView node, RankResources rank) {
    return rank.devices().map(request -> options(node, request)).orElse(List.of(List.of()));
  }

  private static List<List<DeviceShare>> options(NodeView node, DeviceRequest request) {
    List<Device> usable = new ArrayList<>();
    for (Device device : node.spec().devices()) {
      if (request.accepts(device)
          && node.freeThousandths(device.index()) >= request.share().thousandths()) {
        usable.add(device);
      }
    }
    if (request.share().isWhole()) {
      return List.of(wholeDevices(usable, request.count()));
    }
    usable.sort(
        Comparator.comparingInt((Device device) -> node.freeThousandths(device.index()))
            .thenComparing(Device::memory)
            .thenComparingInt(Device::index));
    List<List<DeviceShare>> options = new ArrayList<>();
    for (int i = 0; i < usable.size(); i++) {
      if (i == 0 || !alike(node, usable.get(i - 1), usable.get(i))) {
        options.add(List.of(new DeviceShare(usable.get(i).index(), request.share())));
      }
    }
    return options;
  }

  private static boolean alike(NodeView node, Device one, Device other) {
    return node.freeThousandths(one.index()) == node.freeThousandths(other.index())
        && one.memory().equals(other.memory())
        && one.kind().equals(other.kind());
  }

  private static List<DeviceShare> wholeDevices(List<Device> usable, int count) {
    Map<String, List<Device>> domains = new TreeMap<>();
    for (Device device : usable) {
      domains.computeIfAbsent(device.link().orElse(""), _ -> new ArrayList<>()).add(device);
    }
    // Of one domain those with the least memory; of several, first all of the largest.
    return domains.values().stream()
        .filter(domain -> domain.size() >= count)
        .min(Comparator.comparingInt(List::size))
        .map(domain -> domain.stream().sorted(LEAST_MEMORY_FIRST).toList())
        .orElseGet(() -> largestDomainsFirst(domains))
        .stream()
        .limit(count)
        .sorted(LEAST_MEMORY_FIRST)
        .map(device -> new DeviceShare(device.index(), Share.WHOLE))
        .toList();
  }

  private static List<Device> largestDomainsFirst(Map<String, List<Device>> domains) {
    return domains.values().stream()
        .sorted(Comparator.comparingInt((List<Device> domain) -> domain.size()).reversed())
        .flatMap(domain -> domain.stream().sorted(LEAST_MEMORY_FIRST))
        .toList();
  }
}
