package org.arkwright.series;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.KernelClock;
import org.arkwright.model.Command;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.series.SeriesSource.UnreadableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the control plane told of what energy costs and emits. Each series is read on a thread of
 * its own; where that fails the last good one holds, and the next turn tries again. Only what is
 * new, and near enough to plan by, is handed on, so that the journal grows with the news.
 */
public final class SeriesFeed {
  /** How far ahead is told; work is planned no further. */
  static final Duration AHEAD = Duration.ofDays(14);

  private static final Logger log = LoggerFactory.getLogger(SeriesFeed.class);

  private final ControlPlane control;
  private final InstantSource clock;
  private final List<SeriesSource> sources;

  /**
   * @param folder to which paths of files are relative
   */
  public SeriesFeed(SiteSettings site, Path folder, ControlPlane control, InstantSource clock) {
    this.control = control;
    this.clock = clock;
    this.sources = SeriesSource.of(site, folder);
  }

  /** Reads every file once, so that what is wrong in one is said before anything starts. */
  public static void check(SiteSettings site, Path folder)
      throws UnreadableException, InterruptedException {
    for (SeriesSource source : SeriesSource.of(site, folder)) {
      if (!source.isUrl()) {
        source.read();
      }
    }
  }

  /** Begins, on threads that end when they are interrupted. */
  public void start(Executor threads) {
    sources.forEach(source -> threads.execute(() -> follow(source)));
  }

  private void follow(SeriesSource source) {
    try {
      while (true) {
        turn(source);
        Thread.sleep(source.refresh());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn(SeriesSource source) throws InterruptedException {
    try {
      EnergySeries whole = source.read();
      long now = KernelClock.nanos(clock.instant());
      if (whole.endsNanos() <= now) {
        log.warn(
            "The series {} ends at {}, in the past; what was known before holds",
            source.kind().word(),
            Instant.ofEpochSecond(whole.endsNanos() / 1_000_000_000L));
        return;
      }
      EnergySeries near = whole.between(now, now + AHEAD.toNanos());
      Optional<EnergySeries> known = control.read(state -> state.energySeries(source.kind())).join();
      if (isNews(known, near, now)) {
        control.submit(new Command.SetEnergySeries(near)).join();
      }
    } catch (UnreadableException e) {
      log.warn("{}; what was known before holds", e.getMessage());
    } catch (CompletionException e) {
      log.warn("The series {} is not entered yet: {}", source.kind().word(), e.getMessage());
    }
  }

  /** Whether a value that is still to come differs, or what is known does not reach far. */
  public static boolean isNews(Optional<EnergySeries> told, EnergySeries near, long nowNanos) {
    if (told.isEmpty() || told.get().slotNanos() != near.slotNanos()) {
      return true;
    }
    EnergySeries before = told.get();
    for (int slot = 0; slot < near.millionths().size(); slot++) {
      long at = near.beginsNanos(slot);
      if (at + near.slotNanos() > nowNanos && at < before.endsNanos()) {
        OptionalInt known = before.slotAt(Math.max(at, nowNanos));
        if (known.isEmpty()
            || !before.millionths().get(known.getAsInt()).equals(near.millionths().get(slot))) {
          return true;
        }
      }
    }
    return near.endsNanos() > before.endsNanos()
        && before.endsNanos() - nowNanos < AHEAD.toNanos() / 2;
  }
}
