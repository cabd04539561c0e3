package org.arkwright.bench.gpu;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.unit.Share;
import org.arkwright.protocol.Sample.DeviceUse;
import org.arkwright.worker.device.DeviceDiscovery;
import org.arkwright.worker.device.EnergyMeter;

/**
 * Reads a device's counter of energy and its power ten times a second, beside the product and not
 * through it.
 */
final class PowerLog implements AutoCloseable {
  private static final long PERIOD_MILLIS = 100;

  private final EnergyMeter meter;
  private final int device;
  private final List<Sample> samples = new ArrayList<>();
  private final Thread thread;
  private volatile boolean ended;

  /**
   * @param millijoules of the counter; empty if there is none
   */
  private record Sample(Instant at, Optional<Long> millijoules, Optional<Long> milliwatts) {}

  PowerLog(List<Device> devices, int device) {
    this.meter = EnergyMeter.open(Path.of("/"), DeviceDiscovery.NVML, devices);
    this.device = device;
    this.thread = Thread.ofPlatform().daemon().unstarted(this::read);
  }

  PowerLog begin() {
    thread.start();
    return this;
  }

  private void read() {
    while (!ended) {
      Optional<Long> milliwatts =
          meter.deviceUse().stream()
              .filter(use -> use.device() == device)
              .findFirst()
              .flatMap(DeviceUse::milliwatts);
      Optional<Long> millijoules =
          Optional.ofNullable(
              meter
                  .begin(List.of(new DeviceShare(device, Share.WHOLE)))
                  .deviceMillijoules()
                  .get(device));
      synchronized (samples) {
        samples.add(new Sample(Instant.now(), millijoules, milliwatts));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /** The energy between two times by the counter, in joules; not a number without one. */
  double counted(Instant from, Instant to) {
    return counterAt(to) - counterAt(from);
  }

  /** The counter at a time, as if it had grown evenly between the two readings around it. */
  private double counterAt(Instant at) {
    synchronized (samples) {
      Sample before = null;
      for (Sample sample : samples) {
        if (sample.millijoules.isEmpty()) {
          continue;
        }
        double now = sample.millijoules.get() / 1e3;
        if (!sample.at.isBefore(at)) {
          if (before == null) {
            return now;
          }
          double earlier = before.millijoules.orElseThrow() / 1e3;
          double part = seconds(before.at, at) / Math.max(1e-9, seconds(before.at, sample.at));
          return earlier + (now - earlier) * part;
        }
        before = sample;
      }
      return before == null ? Double.NaN : before.millijoules.orElseThrow() / 1e3;
    }
  }

  /** The energy between two times by adding up the power, in joules. */
  double integrated(Instant from, Instant to) {
    return meanWatts(from, to) * seconds(from, to);
  }

  /** The mean power between two times, in watts; not a number if it was not told. */
  double meanWatts(Instant from, Instant to) {
    synchronized (samples) {
      return samples.stream()
              .filter(sample -> !sample.at.isBefore(from) && !sample.at.isAfter(to))
              .flatMap(sample -> sample.milliwatts.stream())
              .mapToLong(Long::longValue)
              .average()
              .orElse(Double.NaN)
          / 1e3;
    }
  }

  private static double seconds(Instant from, Instant to) {
    return (to.toEpochMilli() - from.toEpochMilli()) / 1e3;
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    meter.close();
  }
}
