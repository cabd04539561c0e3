package org.arkwright.worker.sample;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.Sample.DeviceUse;
import org.arkwright.worker.supervise.RankObserver.RunningRank;

/**
 * Measures once a second what ranks, the node and its devices use, and less often where that takes
 * long: it never takes more than a fiftieth of a core. For one thread.
 */
public final class Sampler {
  private static final Logger LOG = System.getLogger(Sampler.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int SHARE = 50;

  private final SessionUse sessions;
  private final NodeCounters counters;
  private final Supplier<List<RunningRank>> running;
  private final Supplier<List<DeviceUse>> devices;
  private final SampleQueue queue;

  /**
   * @param running returns the ranks that run now
   * @param devices measures what the node's devices do now
   * @param queue gets the samples
   */
  public Sampler(
      Supplier<List<RunningRank>> running, Supplier<List<DeviceUse>> devices, SampleQueue queue) {
    this(Path.of("/proc"), running, devices, queue);
  }

  Sampler(
      Path proc,
      Supplier<List<RunningRank>> running,
      Supplier<List<DeviceUse>> devices,
      SampleQueue queue) {
    this.sessions = new SessionUse(proc);
    this.counters = new NodeCounters(proc);
    this.running = running;
    this.devices = devices;
    this.queue = queue;
  }

  /** Measures until the thread is interrupted. */
  public void run() throws InterruptedException {
    long due = System.nanoTime();
    while (true) {
      long began = System.nanoTime();
      try {
        queue.add(sample(System.currentTimeMillis(), began));
      } catch (RuntimeException e) {
        // Ranks matter more than being watched, and the next look may succeed.
        LOG.log(Level.WARNING, "ranks could not be measured", e);
      }
      long ended = System.nanoTime();
      // At fixed times, so that distances between samples are equal; after a long one, later.
      due = Math.max(due, ended - INTERVAL.toNanos()) + intervalNanos(ended - began);
      Thread.sleep(Duration.ofNanos(Math.max(0, due - ended)));
    }
  }

  /** Measures once. */
  Sample sample(long atMillis, long nowNanos) {
    return new Sample(
        atMillis,
        Optional.of(counters.measure(nowNanos)),
        sessions.measure(running.get(), nowNanos),
        devices.get());
  }

  /** How long after the last measurement the next one begins, of which one took that long. */
  static long intervalNanos(long tookNanos) {
    return Math.max(INTERVAL.toNanos(), tookNanos * SHARE);
  }
}
