package org.arkwright.tracking.request;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.tracking.search.Condition;

/**
 * What is asked for: a filter, an order, and a page of what is found.
 *
 * @param filter the condition after what every row of the search must fulfil
 * @param order what comes before the order that every search ends with
 * @param from how many entries come before the page
 * @param limit how many entries the page has at most
 */
public record Search(Condition filter, Condition order, long from, long limit) {
  /**
   * Returns the values of a statement that ends with the filter, the order, {@code LIMIT ? OFFSET
   * ?}; it finds one entry more than the page has, if there is one.
   *
   * @param first the values of what comes before
   */
  public Object[] values(Object... first) {
    List<Object> values = new ArrayList<>(List.of(first));
    values.addAll(filter.values());
    values.addAll(order.values());
    values.add(limit + 1);
    values.add(from);
    return values.toArray();
  }

  /** Returns the page of what such a statement found. */
  public <T> Page<T> page(List<T> found) {
    return Page.of(found, from, limit);
  }
}
