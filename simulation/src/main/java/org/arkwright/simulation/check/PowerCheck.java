package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.known;
import static org.arkwright.simulation.time.Violation.unless;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Event;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;

/**
 * Checks that no start takes the site over its power envelope, and that no gang paused for cheaper
 * or cleaner energy can miss its deadline because of it. Counts in plain watts, from the events
 * only.
 */
public final class PowerCheck implements EventWatch {
  private static final double ROUNDING_WATTS = 0.5;

  private final TreeMap<NodeId, NodeSpec> live = new TreeMap<>();
  private final TreeMap<NodeId, NodeSpec> ever = new TreeMap<>();
  private final TreeMap<JobId, JobSpec> specs = new TreeMap<>();
  private final TreeMap<JobId, Allocation> held = new TreeMap<>();
  private final TreeMap<JobId, Long> heldSince = new TreeMap<>();
  private final TreeMap<JobId, Long> served = new TreeMap<>();
  private SiteSettings site = SiteSettings.DEFAULT;

  @Override
  public void happened(Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> specs.put(submitted.job(), submitted.spec());
      case Event.AttemptStarted(var attempt, Placement.Exact(var allocation), long at) ->
          start(attempt.job(), allocation, at);
      case Event.AttemptPlaced(var attempt, var allocation, long at) ->
          start(attempt.job(), allocation, at);
      case Event.AttemptStopping(var attempt, StopCause.Paused(var why), long at)
          when why != StopCause.Paused.Why.POWER ->
          pause(attempt.job(), at);
      case Event.JobRequeued requeued -> end(requeued);
      case Event.JobSucceeded ended -> end(ended);
      case Event.JobFailed ended -> end(ended);
      case Event.JobCancelled ended -> end(ended);
      case Event.NodeJoined(NodeSpec node, _) -> {
        live.put(node.id(), node);
        ever.put(node.id(), node);
      }
      case Event.NodeLost(NodeId node, _) -> live.remove(node);
      case UsageEvent.SiteSet(SiteSettings settings, _) -> site = settings;
      case Event _ -> {}
    }
  }

  private void start(JobId job, Allocation allocation, long atNanos) {
    held.put(job, allocation);
    heldSince.put(job, atNanos);
    if (watts(job, allocation) == 0) {
      return; // It runs at another site, which has no envelope.
    }
    double most = site.envelopeKilowatts().map(limit -> limit.doubleValue() * 1000).orElse(1e18);
    unless(
        watts() <= most + ROUNDING_WATTS,
        "%s starts and the site draws %s of %s W",
        job,
        watts(),
        most);
  }

  private void end(Event.OfJob event) {
    Long since = heldSince.remove(event.job());
    if (since != null) {
      served.merge(event.job(), event.atNanos() - since, Long::sum);
    }
    held.remove(event.job());
  }

  /** The remaining work must fit between the pause and the deadline. */
  private void pause(JobId job, long atNanos) {
    JobSpec spec = known(specs.get(job), "nothing is known of %s", job);
    Optional<Duration> expected = spec.scheduling().expectedDuration();
    if (expected.isPresent() && spec.scheduling().deadline().isPresent()) {
      long attained = served.getOrDefault(job, 0L) + atNanos - heldSince.getOrDefault(job, atNanos);
      long left = Math.max(0, expected.get().toNanos() - attained);
      long end = spec.scheduling().deadline().get().getEpochSecond() * 1_000_000_000L;
      unless(
          atNanos + left <= end,
          "%s is paused and can no longer make %s",
          job,
          spec.scheduling().deadline());
    }
  }

  /** Whether the site could power the job on any of its nodes if nothing else ran. */
  public boolean couldPower(JobSpec spec) {
    double highest = 0;
    for (NodeSpec node : metered()) {
      for (Device device : node.devices()) {
        if (spec.gang()
            .resources()
            .devices()
            .filter(request -> request.accepts(device))
            .isPresent()) {
          highest = Math.max(highest, swing(site.power().device(device.kind())));
        }
      }
    }
    long devices =
        spec.gang().resources().devices().map(request -> request.thousandths()).orElse(0L);
    double rank =
        spec.gang().resources().cpuMillis() / 1e3 * swing(site.power().cpuCore())
            + devices / 1e3 * highest;
    double watts = idle() + spec.gang().ranks() * rank * site.pue().doubleValue();
    return site.envelopeKilowatts()
        .map(limit -> watts + ROUNDING_WATTS <= limit.doubleValue() * 1000)
        .orElse(true);
  }

  private double watts() {
    double watts = 0;
    for (var entry : held.entrySet()) {
      watts += watts(entry.getKey(), entry.getValue());
    }
    return idle() + watts * site.pue().doubleValue();
  }

  private double watts(JobId job, Allocation allocation) {
    JobSpec spec = known(specs.get(job), "nothing is known of %s", job);
    return allocation.ranks().stream().mapToDouble(rank -> watts(spec, rank)).sum();
  }

  private double watts(JobSpec spec, RankPlacement rank) {
    NodeSpec node = known(ever.get(rank.node()), "there is no node %s", rank.node());
    if (!isMetered(node)) {
      return 0;
    }
    double watts = spec.gang().resources().cpuMillis() / 1e3 * swing(site.power().cpuCore());
    for (DeviceShare share : rank.devices()) {
      String kind = node.devices().get(share.device()).kind();
      watts += share.share().thousandths() / 1e3 * swing(site.power().device(kind));
    }
    return watts;
  }

  private List<NodeSpec> metered() {
    return live.values().stream().filter(this::isMetered).toList();
  }

  /** The envelope is that of the home site. */
  private boolean isMetered(NodeSpec node) {
    return site.sites().isEmpty() || node.site().equals(Site.HOME);
  }

  private double idle() {
    double watts = 0;
    for (NodeSpec node : metered()) {
      watts += node.cpuMillis() / 1e3 * site.power().cpuCore().idle().doubleValue();
      for (Device device : node.devices()) {
        watts += site.power().device(device.kind()).idle().doubleValue();
      }
    }
    return watts * site.pue().doubleValue();
  }

  private static double swing(SiteSettings.Watts watts) {
    return watts.peak().subtract(watts.idle()).doubleValue();
  }
}
