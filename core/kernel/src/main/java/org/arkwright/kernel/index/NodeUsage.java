package org.arkwright.kernel.index;

import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.scheduler.view.NodeView;

/**
 * A node and the part of it that its ranks hold. A node that rejoins with less than its ranks hold
 * has nothing free until enough of them have ended.
 */
public final class NodeUsage implements NodeView {
  private NodeSpec spec;
  private boolean live;
  private long sinceNanos;
  private Optional<Cordon> cordon = Optional.empty();
  private long usedCpuMillis;
  private long usedMemoryBytes;
  private int[] usedThousandths;
  private final NavigableSet<JobId> jobs = new TreeSet<>();

  NodeUsage(NodeSpec spec, boolean live, long sinceNanos) {
    this.spec = spec;
    this.live = live;
    this.sinceNanos = sinceNanos;
    this.usedThousandths = new int[spec.devices().size()];
  }

  @Override
  public NodeSpec spec() {
    return spec;
  }

  /** Whether the node is there. */
  public boolean isLive() {
    return live;
  }

  /** Whether new work may start on it. */
  public boolean takesWork() {
    return live && cordon.isEmpty();
  }

  @Override
  public Optional<Cordon> cordon() {
    return cordon;
  }

  @Override
  public boolean holdsRanks() {
    return !jobs.isEmpty();
  }

  /** The time at which it joined with its current spec, or was lost. */
  public long sinceNanos() {
    return sinceNanos;
  }

  /** The jobs with a rank here, by id. */
  public NavigableSet<JobId> jobs() {
    return Collections.unmodifiableNavigableSet(jobs);
  }

  public long usedCpuMillis() {
    return usedCpuMillis;
  }

  public long usedMemoryBytes() {
    return usedMemoryBytes;
  }

  /** The held thousandths of a device, which the current spec need not contain. */
  public int usedThousandths(int device) {
    return device < usedThousandths.length ? usedThousandths[device] : 0;
  }

  /** One more than the highest device index ever held or reported. */
  public int devicesKnown() {
    return usedThousandths.length;
  }

  @Override
  public long freeCpuMillis() {
    return Math.max(0, spec.cpuMillis() - usedCpuMillis);
  }

  @Override
  public long freeMemoryBytes() {
    return Math.max(0, spec.memory().value() - usedMemoryBytes);
  }

  @Override
  public int freeThousandths(int device) {
    return device < spec.devices().size() ? Math.max(0, 1000 - usedThousandths(device)) : 0;
  }

  void join(NodeSpec offered, long atNanos) {
    spec = offered;
    live = true;
    sinceNanos = atNanos;
    growTo(offered.devices().size());
  }

  void lose(long atNanos) {
    live = false;
    sinceNanos = atNanos;
  }

  void cordon(Optional<Cordon> other) {
    cordon = other;
  }

  void hold(JobId job, RankPlacement placement, RankResources resources) {
    jobs.add(job);
    change(placement, resources, 1);
  }

  void release(JobId job, RankPlacement placement, RankResources resources) {
    jobs.remove(job);
    change(placement, resources, -1);
  }

  private void change(RankPlacement placement, RankResources resources, int sign) {
    usedCpuMillis += sign * resources.cpuMillis();
    usedMemoryBytes += sign * resources.memory().value();
    for (DeviceShare share : placement.devices()) {
      growTo(share.device() + 1);
      usedThousandths[share.device()] += sign * share.share().thousandths();
    }
  }

  private void growTo(int devices) {
    if (devices > usedThousandths.length) {
      usedThousandths = Arrays.copyOf(usedThousandths, devices);
    }
  }
}
