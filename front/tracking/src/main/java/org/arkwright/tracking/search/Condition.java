package org.arkwright.tracking.search;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of SQL with the values of its question marks, in order.
 *
 * @param values text, Long or Double
 */
public record Condition(String sql, List<Object> values) {
  public Condition {
    values = List.copyOf(values);
  }

  /** A condition without values. */
  public static Condition of(String sql, Object... values) {
    return new Condition(sql, List.of(values));
  }

  /** Returns a condition that holds where this one and the other hold. */
  public Condition and(Condition other) {
    return join(" AND ", List.of(this, other));
  }

  /** Returns a condition that holds where any of some holds. */
  public static Condition any(List<Condition> conditions) {
    Condition joined = join(" OR ", conditions);
    return new Condition("(" + joined.sql + ")", joined.values);
  }

  /** Returns this piece followed by another. */
  public Condition then(Condition other) {
    return join("", List.of(this, other));
  }

  /** Joins pieces by a separator; none gives an empty piece. */
  static Condition join(String separator, List<Condition> parts) {
    List<Object> values = new ArrayList<>();
    parts.forEach(part -> values.addAll(part.values));
    return new Condition(
        String.join(separator, parts.stream().map(Condition::sql).toList()), values);
  }
}
