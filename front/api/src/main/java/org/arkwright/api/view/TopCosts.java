package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.ledger.Tally;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Money;

/**
 * The costliest of many things; of the others, only what they come to. Of equally costly ones it
 * keeps those that come first in their own order. Not thread-safe.
 */
final class TopCosts<K extends Comparable<? super K>, V> {
  private record Ranked<K, V>(Money cost, GramsCo2 grams, K key, V value) {}

  private final int most;
  private final TreeSet<Ranked<K, V>> kept =
      new TreeSet<>(
          Comparator.<Ranked<K, V>, Money>comparing(Ranked::cost, Comparator.reverseOrder())
              .thenComparing(Ranked::key));
  private Tally others = Tally.ZERO;
  private long count;

  /**
   * Keeps at most so many.
   *
   * @param most at least one
   */
  TopCosts(int most) {
    this.most = most;
  }

  /**
   * Adds a thing with what it cost.
   *
   * @param key unlike any that was added before
   */
  void add(K key, V value, Tally sum) {
    kept.add(new Ranked<>(sum.cost(), sum.grams(), key, value));
    if (kept.size() > most) {
      Ranked<K, V> last = kept.removeLast();
      others = others.plus(new Tally(BigDecimal.ZERO, last.cost, last.grams));
      count++;
    }
  }

  /** Those kept, in their own order. */
  SortedMap<K, V> kept() {
    SortedMap<K, V> byKey = new TreeMap<>();
    kept.forEach(one -> byKey.put(one.key, one.value));
    return byKey;
  }

  /** How many others there were and what they come to, as {@code others}; nothing if none. */
  void others(ObjectNode json) {
    if (count > 0) {
      ObjectNode rest = json.putObject("others").put("count", count);
      UsageView.money(rest, others);
    }
  }
}
