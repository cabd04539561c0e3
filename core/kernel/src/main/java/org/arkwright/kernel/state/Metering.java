package org.arkwright.kernel.state;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.site.SiteSettings;

/**
 * The part of usage kept in the state: the prices, and the last batch recorded of each source. The
 * usage itself is kept by the ledger, which folds the same events. Belongs to the thread that owns
 * the state.
 */
public final class Metering {
  private final NavigableMap<String, Long> lastSequences = new TreeMap<>();
  private Optional<SiteSettings> settings = Optional.empty();

  Metering() {}

  static Metering from(StateImage.Metered image) {
    Metering metering = new Metering();
    metering.settings = image.settings();
    metering.lastSequences.putAll(image.lastSequences());
    return metering;
  }

  /** The site's settings; empty until they are first set. */
  public Optional<SiteSettings> settings() {
    return settings;
  }

  /** The number of the last batch recorded of the source; 0 before the first. */
  public long lastSequence(String source) {
    return lastSequences.getOrDefault(source, 0L);
  }

  void apply(UsageEvent event) {
    switch (event) {
      case UsageEvent.UsageRecorded recorded ->
          lastSequences.put(recorded.source(), recorded.sequence());
      case UsageEvent.SiteSet(SiteSettings set, _) -> settings = Optional.of(set);
    }
  }

  StateImage.Metered image() {
    return new StateImage.Metered(settings, lastSequences);
  }
}
