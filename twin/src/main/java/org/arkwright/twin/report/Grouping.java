package org.arkwright.twin.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.arkwright.model.Event;

/** What the jobs of a run can be told apart by. */
public enum Grouping {
  PROJECT,
  USER,
  /** The devices of all ranks together, or their cores. */
  SIZE;

  /** The names, as on a command line. */
  public static final List<String> NAMES = Stream.of(values()).map(Grouping::key).toList();

  /** The name on a command line and in JSON. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the grouping of that name. */
  public static Optional<Grouping> named(String name) {
    return Stream.of(values()).filter(grouping -> grouping.key().equals(name)).findFirst();
  }

  String groupOf(Event.JobSubmitted job, Capacity measured) {
    return switch (this) {
      case PROJECT -> job.spec().project().value();
      case USER -> job.by();
      case SIZE ->
          BigDecimal.valueOf(measured.thousandths(job.spec().amount()), 3)
              .stripTrailingZeros()
              .toPlainString();
    };
  }
}
