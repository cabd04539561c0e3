package org.arkwright.stored;

import java.util.List;
import org.arkwright.model.Signal;

/** A {@link Signal} as it is stored. */
record StoredSeries(Kind kind, long beginsNanos, long slotNanos, List<Long> millionths) {
  static StoredSeries of(Signal series) {
    return new StoredSeries(
        Kind.of(series.kind()), series.beginsNanos(), series.slotNanos(), series.millionths());
  }

  Signal model() {
    return new Signal(kind.model(), beginsNanos, slotNanos, millionths);
  }

  enum Kind {
    TARIFF,
    CARBON;

    static Kind of(Signal.Kind kind) {
      return switch (kind) {
        case TARIFF -> TARIFF;
        case CARBON -> CARBON;
      };
    }

    Signal.Kind model() {
      return switch (this) {
        case TARIFF -> Signal.Kind.TARIFF;
        case CARBON -> Signal.Kind.CARBON;
      };
    }
  }
}
