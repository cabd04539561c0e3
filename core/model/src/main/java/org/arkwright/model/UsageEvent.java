package org.arkwright.model;

import java.util.List;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.UsageRecord;

/** A change to metered usage or to its prices. */
public sealed interface UsageEvent extends Event {
  /**
   * Usage was recorded for good: no event of this source with a lower or equal sequence follows.
   */
  record UsageRecorded(String source, long sequence, List<UsageRecord> records, long atNanos)
      implements UsageEvent {
    public UsageRecorded {
      records = List.copyOf(records);
    }
  }

  /** The site's prices and figures are these from here on; earlier usage keeps the old ones. */
  record SiteSet(SiteSettings settings, long atNanos) implements UsageEvent {}
}
