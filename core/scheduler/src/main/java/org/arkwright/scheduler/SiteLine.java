package org.arkwright.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.arkwright.model.Bytes;
import org.arkwright.model.Device;
import org.arkwright.model.DeviceRequest;
import org.arkwright.model.DeviceShare;
import org.arkwright.model.Job;
import org.arkwright.model.RankPlacement;

/**
 * When a site is expected to have so much free of what gangs of one wish compete for: devices of a
 * kind, or cores. Who is ahead takes it first, in order, and gives it back after its length (list
 * scheduling: Graham, Bounds on Multiprocessing Timing Anomalies, 1969). Only sums are counted, so
 * it is a forecast that pieces and nodes may disappoint.
 */
final class SiteLine {
  private static final long SOON_NANOS = 60_000_000_000L;

  private final ClusterView view;
  private final Wish wish;
  private final PriorityQueue<Release> releases =
      new PriorityQueue<>(Comparator.comparingLong(Release::atNanos));
  private final long nowNanos;
  private long clock;
  private long free;
  private long asked = -1;
  private OptionalLong answer = OptionalLong.empty();

  private record Release(long atNanos, long amount) {}

  /** What gangs compete for: devices that a request accepts, or cores where there is no kind. */
  record Wish(Optional<String> kind, Bytes memory, boolean devices) {
    static Wish of(Job gang) {
      return gang.spec()
          .resources()
          .devices()
          .map(request ->
              new Wish(
                  request.kind().map(kind -> kind.toLowerCase(Locale.ROOT)),
                  request.minimumMemory(),
                  true))
          .orElse(new Wish(Optional.empty(), Bytes.ZERO, false));
    }

    boolean accepts(Device device) {
      return kind.map(device.kind()::equalsIgnoreCase).orElse(true)
          && device.memory().compareTo(memory) >= 0;
    }
  }

  /**
   * The line of a site as it is.
   *
   * @param started what this cycle has started there, which the view does not know yet, with the
   *     expected ends
   */
  SiteLine(ClusterView view, Wish wish, Map<Job, Long> started, long nowNanos) {
    this.view = view;
    this.wish = wish;
    this.nowNanos = nowNanos;
    clock = nowNanos;
    for (NodeView node : view.nodes()) {
      free += free(node);
    }
    for (Job job : view.running()) {
      releases.add(new Release(Lengths.endNanos(job, nowNanos), held(job)));
    }
    started.forEach(this::hold);
  }

  private long free(NodeView node) {
    if (!wish.devices) {
      return node.freeCpuMillis();
    }
    long sum = 0;
    for (Device device : node.spec().devices()) {
      sum += wish.accepts(device) ? node.freeThousandths(device.index()) : 0;
    }
    return sum;
  }

  private long held(Job job) {
    if (!wish.devices) {
      return job.spec().amount().cpuMillis();
    }
    long sum = 0;
    for (RankPlacement rank : job.state().liveAttempt().orElseThrow().allocation().ranks()) {
      Optional<? extends NodeView> node = view.node(rank.node());
      for (DeviceShare share : rank.devices()) {
        if (node.isPresent()
            && share.device() < node.get().spec().devices().size()
            && wish.accepts(node.get().spec().devices().get(share.device()))) {
          sum += share.share().thousandths();
        }
      }
    }
    return sum;
  }

  /** A gang of this cycle holds its place there until then. */
  void hold(Job gang, long endNanos) {
    long amount = held(gang);
    free -= amount;
    releases.add(new Release(endNanos, amount));
    asked = -1;
  }

  private static long amount(Job gang) {
    return gang.spec()
        .resources()
        .devices()
        .map(DeviceRequest::thousandths)
        .map(each -> each * gang.spec().ranks())
        .orElse(gang.spec().amount().cpuMillis());
  }

  /**
   * When there will be room for a gang that has none now, behind all that were taken in; empty when
   * there never will.
   */
  OptionalLong roomNanos(Job gang) {
    long amount = amount(gang);
    if (asked == amount) {
      return answer;
    }
    List<Release> seen = new ArrayList<>();
    long sum = free;
    long at = clock;
    while (sum < amount && !releases.isEmpty()) {
      Release next = releases.remove();
      seen.add(next);
      sum += next.amount;
      at = Math.max(at, next.atNanos);
    }
    releases.addAll(seen);
    asked = amount;
    answer = sum < amount ? OptionalLong.empty() : OptionalLong.of(later(at));
    return answer;
  }

  /** It does not fit though the sum would do: something has to end first. */
  private long later(long atNanos) {
    if (atNanos > nowNanos) {
      return atNanos;
    }
    return releases.isEmpty()
        ? nowNanos + SOON_NANOS
        : Math.max(nowNanos + 1, releases.element().atNanos);
  }

  /** The gang waits there, and holds its room for so long once it has it. */
  void join(Job gang, long lengthNanos) {
    long amount = amount(gang);
    while (free < amount && !releases.isEmpty()) {
      Release next = releases.remove();
      free += next.amount;
      clock = Math.max(clock, next.atNanos);
    }
    free -= amount;
    releases.add(new Release(clock + lengthNanos, amount));
    asked = -1;
  }
}
