package org.arkwright.template.render;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.arkwright.template.failure.TemplateFailedException;

/** All filters by name. */
final class Filters {
  private static final Map<String, Filter> ALL = all();

  private Filters() {}

  private static Map<String, Filter> all() {
    Map<String, Filter> all = new HashMap<>(TextFilters.ALL);
    all.putAll(ValueFilters.ALL);
    all.putAll(ListFilters.ALL);
    all.putAll(ChoiceFilters.ALL);
    all.putAll(OrderFilters.ALL);
    return Map.copyOf(all);
  }

  static Set<String> names() {
    return ALL.keySet();
  }

  static Filter named(String name) {
    Filter filter = ALL.get(name);
    if (filter == null) {
      throw new TemplateFailedException("No filter named '" + name + "'.");
    }
    return filter;
  }
}
