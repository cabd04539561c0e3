package org.arkwright.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A filter in MLflow's search syntax: comparisons of metrics, params, tags and attributes joined by
 * {@code and}, applied to runs in their JSON form.
 */
record RunFilter(List<Comparison> comparisons) {
  private static final String FIELD =
      "(?:(metrics?|params?|parameters?|tags?|attributes?|attr|run)\\.)?[`\"]?([\\w./ -]+?)[`\"]?";
  private static final Pattern COMPARISON =
      Pattern.compile(
          "\\s*"
              + FIELD
              + "\\s*(<=|>=|!=|=|<|>|(?i:like))\\s*(?:['\"]([^'\"]*)['\"]|([-+.\\w]+))"
              + "(?:\\s+(?i:and)\\s+|\\s*$)");
  private static final Pattern ORDER =
      Pattern.compile("\\s*" + FIELD + "(?:\\s+(ASC|DESC|asc|desc))?\\s*");

  record Field(String group, String name) {
    /** Returns the field's value in a run; empty if the run has none. */
    Optional<String> of(JsonNode run) {
      if (group.equals("attributes")) {
        JsonNode value = run.path("info").path(name);
        return value.isMissingNode() ? Optional.empty() : Optional.of(value.asText());
      }
      for (JsonNode entry : run.path("data").path(group)) {
        if (entry.path("key").asText().equals(name)) {
          return Optional.of(entry.path("value").asText());
        }
      }
      return Optional.empty();
    }
  }

  record Comparison(Field field, String operator, String value) {
    boolean holds(JsonNode run) {
      Optional<String> actual = field.of(run);
      if (actual.isEmpty()) {
        return false;
      }
      if (operator.equalsIgnoreCase("like")) {
        String pattern = Pattern.quote(value).replace("%", "\\E.*\\Q").replace("_", "\\E.\\Q");
        return actual.get().matches(pattern);
      }
      int order = compare(actual.get(), value);
      return switch (operator) {
        case "=" -> order == 0;
        case "!=" -> order != 0;
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        case ">=" -> order >= 0;
        default -> throw new IllegalStateException(operator);
      };
    }
  }

  static RunFilter parse(String text) throws TrackingRefusal {
    List<Comparison> comparisons = new ArrayList<>();
    Matcher next = COMPARISON.matcher(text);
    int at = 0;
    while (at < text.length() && !text.isBlank()) {
      if (!next.find(at) || next.start() != at) {
        throw TrackingRefusal.invalid(
            text, "comparisons joined by and, such as metrics.loss < 1 and params.lr = '0.1'");
      }
      String value = next.group(4) != null ? next.group(4) : next.group(5);
      comparisons.add(new Comparison(field(next), next.group(3), value));
      at = next.end();
    }
    return new RunFilter(List.copyOf(comparisons));
  }

  boolean accepts(JsonNode run) {
    return comparisons.stream().allMatch(comparison -> comparison.holds(run));
  }

  /** Parses an order such as {@code metrics.loss DESC}; runs without the value come last. */
  static Comparator<JsonNode> order(String text) throws TrackingRefusal {
    Matcher order = ORDER.matcher(text);
    if (!order.matches()) {
      throw TrackingRefusal.invalid(text, "an order such as metrics.loss DESC");
    }
    Field field = field(order);
    int sign = "desc".equalsIgnoreCase(order.group(3)) ? -1 : 1;
    return (a, b) -> {
      Optional<String> left = field.of(a);
      Optional<String> right = field.of(b);
      return left.isPresent() && right.isPresent()
          ? sign * compare(left.get(), right.get())
          : Boolean.compare(left.isEmpty(), right.isEmpty());
    };
  }

  private static Field field(Matcher matcher) {
    String group = matcher.group(1) == null ? "a" : matcher.group(1);
    return new Field(
        switch (group.charAt(0)) {
          case 'm' -> "metrics";
          case 'p' -> "params";
          case 't' -> "tags";
          default -> "attributes";
        },
        matcher.group(2));
  }

  private static int compare(String a, String b) {
    try {
      return new BigDecimal(a).compareTo(new BigDecimal(b));
    } catch (NumberFormatException _) {
      return a.compareTo(b);
    }
  }
}
