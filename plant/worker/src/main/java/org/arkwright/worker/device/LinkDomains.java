package org.arkwright.worker.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Devices that reach each other over fast links, directly or through switches: the connected parts
 * of the graph of links. Part n is named {@code PREFIXn}, numbered in the order of first mention.
 */
final class LinkDomains {
  private final String prefix;
  private final List<Set<String>> domains = new ArrayList<>();

  LinkDomains(String prefix) {
    this.prefix = prefix;
  }

  /** Notes a link between two ends, devices or switches. */
  void link(String one, String other) {
    Set<String> joined = new TreeSet<>(Arrays.asList(one, other));
    int at = domains.size();
    for (int i = domains.size() - 1; i >= 0; i--) {
      if (domains.get(i).contains(one) || domains.get(i).contains(other)) {
        joined.addAll(domains.remove(i));
        at = i;
      }
    }
    domains.add(at, joined);
  }

  /** The domain of an end; empty without links. */
  Optional<String> of(String end) {
    for (int i = 0; i < domains.size(); i++) {
      if (domains.get(i).contains(end)) {
        return Optional.of(prefix + i);
      }
    }
    return Optional.empty();
  }
}
