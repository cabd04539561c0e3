package org.arkwright.stored;

import java.util.List;
import org.arkwright.model.site.EnergySeries;

/** The stored form of {@link EnergySeries}. */
record StoredSeries(Kind kind, long beginsNanos, long slotNanos, List<Long> millionths) {
  static StoredSeries of(EnergySeries series) {
    return new StoredSeries(
        Kind.of(series.kind()), series.beginsNanos(), series.slotNanos(), series.millionths());
  }

  EnergySeries model() {
    return new EnergySeries(kind.model(), beginsNanos, slotNanos, millionths);
  }

  enum Kind {
    TARIFF,
    CARBON;

    static Kind of(EnergySeries.Kind kind) {
      return switch (kind) {
        case TARIFF -> TARIFF;
        case CARBON -> CARBON;
      };
    }

    EnergySeries.Kind model() {
      return switch (this) {
        case TARIFF -> EnergySeries.Kind.TARIFF;
        case CARBON -> EnergySeries.Kind.CARBON;
      };
    }
  }
}
