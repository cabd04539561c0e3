package org.arkwright.series;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.KernelClock;
import org.arkwright.model.Command;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Request;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.series.SeriesSource.UnreadableException;
import org.arkwright.thread.ServiceThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds energy prices and carbon intensities to the control plane. Each series is read on its own
 * thread; if that fails, the last good one stays in effect until the next refresh. Only new values
 * within the planning horizon are submitted, so that the journal grows only with changes.
 */
public final class SeriesFeed implements AutoCloseable {
  /** The horizon of submitted values; work is not planned beyond it. */
  static final Duration HORIZON = Duration.ofDays(14);

  private static final Logger log = LoggerFactory.getLogger(SeriesFeed.class);

  private final ControlPlane control;
  private final InstantSource clock;
  private final List<ServiceThread> threads;

  /**
   * @param folder the folder to which file paths are relative
   */
  public SeriesFeed(SiteSettings site, Path folder, ControlPlane control, InstantSource clock) {
    this.control = control;
    this.clock = clock;
    this.threads =
        SeriesSource.of(site, folder).stream()
            .map(source ->
                ServiceThread.of("arkwright-series-" + source.kind().word(), () -> follow(source)))
            .toList();
  }

  /** Reads every file once, so that errors are reported before anything starts. */
  public static void check(SiteSettings site, Path folder)
      throws UnreadableException, InterruptedException {
    for (SeriesSource source : SeriesSource.of(site, folder)) {
      if (!source.isUrl()) {
        source.read();
      }
    }
  }

  /** Starts one thread per series. */
  public void start() {
    threads.forEach(ServiceThread::start);
  }

  /** What keeps a series from being followed, a line each; empty for nothing. Any thread. */
  public List<String> troubles() {
    return threads.stream().flatMap(thread -> thread.trouble().stream()).toList();
  }

  /** Ends the threads. */
  @Override
  public void close() {
    threads.forEach(ServiceThread::interrupt);
  }

  private void follow(SeriesSource source) throws InterruptedException {
    while (true) {
      refresh(source);
      Thread.sleep(source.refresh());
    }
  }

  private void refresh(SeriesSource source) throws InterruptedException {
    try {
      EnergySeries series = source.read();
      long now = KernelClock.nanos(clock.instant());
      if (series.endsNanos() <= now) {
        log.warn(
            "The series {} ends at {}, in the past; the previous values stay in effect",
            source.kind().word(),
            Instant.ofEpochSecond(series.endsNanos() / 1_000_000_000L));
        return;
      }
      EnergySeries near = series.between(now, now + HORIZON.toNanos());
      Optional<EnergySeries> known =
          control.reader().read(state -> state.energySeries(source.kind())).join();
      if (isNews(known, near, now)) {
        control
            .submit(
                Request.of(
                    new Command.SetEnergySeries(near),
                    CommandOrigin.of(PrincipalId.SERVER, "energy series")))
            .join();
      }
    } catch (UnreadableException e) {
      log.warn("{}; the previous values stay in effect", e.getMessage());
    } catch (CompletionException e) {
      log.warn(
          "The series {} could not be submitted yet: {}", source.kind().word(), e.getMessage());
    }
  }

  /** Whether a future value differs from the known series, or that series ends too early. */
  public static boolean isNews(Optional<EnergySeries> known, EnergySeries near, long nowNanos) {
    if (known.isEmpty() || known.get().slotNanos() != near.slotNanos()) {
      return true;
    }
    EnergySeries before = known.get();
    for (int slot = 0; slot < near.millionths().size(); slot++) {
      long at = near.beginsNanos(slot);
      if (at + near.slotNanos() > nowNanos && at < before.endsNanos()) {
        OptionalInt knownSlot = before.slotAt(Math.max(at, nowNanos));
        if (knownSlot.isEmpty()
            || !before.millionths().get(knownSlot.getAsInt()).equals(near.millionths().get(slot))) {
          return true;
        }
      }
    }
    return near.endsNanos() > before.endsNanos()
        && before.endsNanos() - nowNanos < HORIZON.toNanos() / 2;
  }
}
