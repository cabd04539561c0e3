package org.arkwright.worker.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Groups of devices connected by fast links, directly or through switches: the connected components
 * of the graph of links. Component n is named {@code PREFIXn}, numbered in order of first mention.
 */
final class LinkDomains {
  private final String prefix;
  private final List<Set<String>> domains = new ArrayList<>();

  LinkDomains(String prefix) {
    this.prefix = prefix;
  }

  /** Adds a link between two ends, devices or switches. */
  void link(String one, String other) {
    Set<String> merged = new TreeSet<>(Arrays.asList(one, other));
    int index = domains.size();
    for (int i = domains.size() - 1; i >= 0; i--) {
      if (domains.get(i).contains(one) || domains.get(i).contains(other)) {
        merged.addAll(domains.remove(i));
        index = i;
      }
    }
    domains.add(index, merged);
  }

  /** Returns the domain of an end; empty if it has no links. */
  Optional<String> of(String end) {
    for (int i = 0; i < domains.size(); i++) {
      if (domains.get(i).contains(end)) {
        return Optional.of(prefix + i);
      }
    }
    return Optional.empty();
  }
}
