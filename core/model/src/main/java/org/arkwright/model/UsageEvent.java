package org.arkwright.model;

import java.util.List;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.UsageRecord;

/** Something that happened to what is metered, or to the prices. */
public sealed interface UsageEvent extends Event {
  /** Usage was entered, for good: no other event with a sequence up to this one will follow. */
  record UsageRecorded(String source, long sequence, List<UsageRecord> records, long atNanos)
      implements UsageEvent {
    public UsageRecorded {
      records = List.copyOf(records);
    }
  }

  /** The site's prices and figures are these from here on; what was used before keeps the old. */
  record SiteSet(SiteSettings settings, long atNanos) implements UsageEvent {}
}
