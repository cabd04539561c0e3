package org.arkwright.model.usage;

import java.util.List;
import org.arkwright.model.id.ProjectName;

/**
 * The usage of one workload in a window of time, counted where it occurred. A source may combine
 * many small uses of the same project, user and workload in one record.
 *
 * @param by who used it: a user, or the id of an API key
 * @param fromNanos beginning of the window
 * @param toNanos end of the window, not before its beginning
 * @param quantities at most one for each meter
 */
public record UsageRecord(
    ProjectName project,
    String by,
    Workload workload,
    long fromNanos,
    long toNanos,
    List<Quantity> quantities) {
  public UsageRecord {
    quantities = List.copyOf(quantities);
    if (toNanos < fromNanos) {
      throw new IllegalArgumentException("a window ends before it begins: " + toNanos);
    }
    if (quantities.stream().map(Quantity::meter).distinct().count() < quantities.size()) {
      throw new IllegalArgumentException("a meter occurs twice in " + quantities);
    }
  }
}
