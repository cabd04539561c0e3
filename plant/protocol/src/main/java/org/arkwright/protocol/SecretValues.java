package org.arkwright.protocol;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The opened values of an attempt's secret variables, for a worker that has no key of the home. Its
 * text shows none.
 *
 * @param values by the variable's name
 */
public record SecretValues(SortedMap<String, String> values) {
  /**
   * The call that answers with them, {@code GET} with the attempt in the query: for the worker of a
   * node on which the attempt has ranks, and where nobody between can read it.
   */
  public static final String PATH = "/worker/v1/secrets";

  public SecretValues {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  @Override
  public String toString() {
    return "SecretValues" + values.keySet();
  }
}
