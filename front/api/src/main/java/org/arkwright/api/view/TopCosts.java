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
 * The most expensive of many entries, and the sum of all others. Ties go to the smaller key. Not
 * thread-safe.
 */
final class TopCosts<K extends Comparable<? super K>, V> {
  private record Ranked<K, V>(Money cost, GramsCo2 grams, K key, V value) {}

  private final int limit;
  private final TreeSet<Ranked<K, V>> kept =
      new TreeSet<>(
          Comparator.<Ranked<K, V>, Money>comparing(Ranked::cost, Comparator.reverseOrder())
              .thenComparing(Ranked::key));
  private Tally others = Tally.ZERO;
  private long count;

  /**
   * Keeps at most {@code limit} entries.
   *
   * @param limit at least one
   */
  TopCosts(int limit) {
    this.limit = limit;
  }

  /**
   * Adds an entry with its cost.
   *
   * @param key different from every key added before
   */
  void add(K key, V value, Tally sum) {
    kept.add(new Ranked<>(sum.cost(), sum.grams(), key, value));
    if (kept.size() > limit) {
      Ranked<K, V> cheapest = kept.removeLast();
      others = others.plus(new Tally(BigDecimal.ZERO, cheapest.cost, cheapest.grams));
      count++;
    }
  }

  /** Returns the kept entries, by key. */
  SortedMap<K, V> kept() {
    SortedMap<K, V> byKey = new TreeMap<>();
    kept.forEach(entry -> byKey.put(entry.key, entry.value));
    return byKey;
  }

  /**
   * Adds the number and the sum of the other entries as {@code others}; nothing if there are none.
   */
  void others(ObjectNode json) {
    if (count > 0) {
      ObjectNode rest = json.putObject("others").put("count", count);
      UsageView.money(rest, others);
    }
  }
}
