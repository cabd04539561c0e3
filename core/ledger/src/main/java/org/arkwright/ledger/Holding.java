package org.arkwright.ledger;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;

/**
 * An amount of a node's resources: offered, held, or free. Components may be negative where a node
 * shrank below what is held.
 *
 * @param devices thousandths by kind of device
 */
public record Holding(long cpuMillis, long memoryBytes, SortedMap<String, Integer> devices) {
  public static final Holding NOTHING = new Holding(0, 0, Collections.emptySortedMap());

  public Holding {
    devices = Collections.unmodifiableSortedMap(new TreeMap<>(devices));
  }

  Holding plus(Holding other) {
    return new Holding(
        cpuMillis + other.cpuMillis, memoryBytes + other.memoryBytes, merged(other, Integer::sum));
  }

  Holding minus(Holding other) {
    return new Holding(
        cpuMillis - other.cpuMillis,
        memoryBytes - other.memoryBytes,
        merged(other, (mine, theirs) -> mine - theirs));
  }

  private SortedMap<String, Integer> merged(Holding other, IntBinaryOperator operator) {
    SortedMap<String, Integer> kinds = new TreeMap<>(devices);
    other.devices.forEach((kind, theirs) ->
        kinds.put(kind, operator.applyAsInt(devices.getOrDefault(kind, 0), theirs)));
    return kinds;
  }

  static BigDecimal thousandths(long amount) {
    return BigDecimal.valueOf(amount, 3);
  }
}
