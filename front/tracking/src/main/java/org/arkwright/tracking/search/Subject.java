package org.arkwright.tracking.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.tracking.search.Comparison.Operator;
import org.arkwright.tracking.search.Comparison.Value;
import org.arkwright.tracking.search.Field.Group;
import org.arkwright.tracking.search.FilterParser.Order;

/**
 * What can be asked of one kind of thing, and where its table has the answer. Immutable, any
 * thread.
 *
 * <p>Values are compared by type: parameters, tags and most attributes as text, metrics and times
 * as numbers. A comparison with what is not there does not hold, {@code !=} included, as in MLflow.
 */
public final class Subject {
  private static final int PATTERN_MAX = 1_000;

  private final Map<String, Column> attributes;
  private final Map<Group, Condition> keyed;
  private final Map<String, DatasetColumn> datasets;

  /** A column of a run's datasets, and what follows FROM to find them, up to AND. */
  private record DatasetColumn(String rows, String sql) {}

  /**
   * A column.
   *
   * @param sql an expression in the table's terms
   */
  private record Column(String sql, boolean numeric, Use use) {}

  /** What a column may be used for. */
  public enum Use {
    FILTER,
    ORDER,
    BOTH
  }

  private Subject(Builder builder) {
    this.attributes = Map.copyOf(builder.attributes);
    this.keyed = Map.copyOf(builder.keyed);
    this.datasets = Map.copyOf(builder.datasets);
  }

  /** Collects what can be asked. For one thread. */
  public static final class Builder {
    private final Map<String, Column> attributes = new LinkedHashMap<>();
    private final Map<Group, Condition> keyed = new LinkedHashMap<>();
    private final Map<String, DatasetColumn> datasets = new LinkedHashMap<>();

    /** Adds an attribute with text, under one or more names. */
    public Builder text(String sql, Use use, String... names) {
      for (String name : names) {
        attributes.put(name, new Column(sql, false, use));
      }
      return this;
    }

    /** Adds an attribute with a number, under one or more names. */
    public Builder number(String sql, Use use, String... names) {
      for (String name : names) {
        attributes.put(name, new Column(sql, true, use));
      }
      return this;
    }

    /**
     * Adds a group of values by key.
     *
     * @param rows what follows FROM to find the one row that has a {@code value} for the key, the
     *     first {@code ?}
     * @param more the values of further question marks
     */
    public Builder keyed(Group group, String rows, Object... more) {
      keyed.put(group, Condition.of(rows, more));
      return this;
    }

    /**
     * Adds what can be asked of the datasets.
     *
     * @param rows what follows FROM to find them, with a WHERE
     * @param sql the column
     */
    public Builder dataset(String key, String rows, String sql) {
      datasets.put(key, new DatasetColumn(rows, sql));
      return this;
    }

    public Subject build() {
      return new Subject(this);
    }
  }

  /** Returns a condition that holds for what the filter holds for; {@code 1} for a blank filter. */
  public Condition filter(String text) throws SearchException {
    List<Condition> conditions = new ArrayList<>();
    for (Comparison comparison : FilterParser.parse(text)) {
      conditions.add(condition(comparison));
    }
    return conditions.isEmpty() ? Condition.of("1") : Condition.join(" AND ", conditions);
  }

  /**
   * Returns the terms of ORDER BY, each followed by a comma, so that the caller adds the last one.
   * What has no value, or NaN, comes last in either direction.
   */
  public Condition order(List<String> orders) throws SearchException {
    List<Condition> terms = new ArrayList<>();
    for (String order : orders) {
      terms.add(term(FilterParser.parseOrder(order)));
    }
    return Condition.join("", terms);
  }

  private Condition term(Order order) throws SearchException {
    String direction = order.ascending() ? "ASC" : "DESC";
    Field field = order.field();
    if (field.group() == Group.ATTRIBUTE) {
      String sql = column(field.key(), Use.ORDER).sql;
      return Condition.of("(%1$s) IS NULL, %1$s %2$s, ".formatted(sql, direction));
    }
    Condition rows = rows(field);
    Condition missing =
        new Condition(
            "COALESCE((SELECT value IS NULL FROM " + rows.sql() + "), 2), ", rows.values());
    Condition value =
        new Condition(
            "(SELECT value FROM %s) %s, ".formatted(rows.sql(), direction), rows.values());
    return Condition.join("", List.of(missing, value));
  }

  private Condition condition(Comparison comparison) throws SearchException {
    Field field = comparison.field();
    Operator operator = comparison.operator();
    return switch (field.group()) {
      case ATTRIBUTE -> {
        Column column = column(field.key(), Use.FILTER);
        yield compare(column.sql, column.numeric, comparison);
      }
      case DATASET -> {
        DatasetColumn column =
            Optional.ofNullable(datasets.get(field.key()))
                .orElseThrow(() ->
                    new SearchException(
                        "Invalid dataset key '%s': expected one of %s"
                            .formatted(field.key(), sorted(datasets))));
        Condition compared = compare(column.sql, false, comparison);
        yield new Condition(
            "EXISTS (SELECT 1 FROM %s AND %s)".formatted(column.rows, compared.sql()),
            compared.values());
      }
      case METRIC, PARAM, TAG -> {
        Condition rows = rows(field);
        if (operator == Operator.IS_NULL || operator == Operator.IS_NOT_NULL) {
          String not = operator == Operator.IS_NULL ? "NOT " : "";
          yield new Condition(not + "EXISTS (SELECT 1 FROM " + rows.sql() + ")", rows.values());
        }
        boolean numeric = field.group() == Group.METRIC;
        // NaN, which is stored as NULL, differs from every number.
        String column =
            numeric && operator == Operator.NOT_EQUAL ? "COALESCE(value, 'NaN')" : "value";
        Condition compared =
            compare("(SELECT %s FROM %s)".formatted(column, rows.sql()), numeric, comparison);
        List<Object> values = new ArrayList<>(rows.values());
        values.addAll(compared.values());
        yield new Condition(compared.sql(), values);
      }
    };
  }

  private Column column(String key, Use use) throws SearchException {
    Column column = attributes.get(key);
    if (column == null || (column.use != Use.BOTH && column.use != use)) {
      throw new SearchException(
          "Invalid attribute key '%s': expected one of %s"
              .formatted(
                  key,
                  attributes.entrySet().stream()
                      .filter(
                          entry -> entry.getValue().use == Use.BOTH || entry.getValue().use == use)
                      .map(Map.Entry::getKey)
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    return column;
  }

  /** Returns what follows FROM to find the field's row, with the field's key as a value. */
  private Condition rows(Field field) throws SearchException {
    Condition rows = keyed.get(field.group());
    if (rows == null) {
      String known =
          keyed.keySet().stream()
              .sorted()
              .map(group -> ", " + word(group) + "s")
              .collect(Collectors.joining());
      throw new SearchException(
          "Invalid entity type '%s' here: expected attributes%s"
              .formatted(word(field.group()), known));
    }
    List<Object> values = new ArrayList<>();
    values.add(field.key());
    values.addAll(rows.values());
    return new Condition(rows.sql(), values);
  }

  private static String word(Group group) {
    return group.name().toLowerCase(Locale.ROOT);
  }

  private static String sorted(Map<String, ?> names) {
    return names.keySet().stream().sorted().collect(Collectors.joining(", "));
  }

  private static Condition compare(String left, boolean numeric, Comparison comparison)
      throws SearchException {
    Operator operator = comparison.operator();
    return switch (operator) {
      case IS_NULL, IS_NOT_NULL -> Condition.of("(" + left + ") " + operator.symbol());
      case LIKE, ILIKE -> {
        refuseNumeric(numeric, comparison);
        String pattern = text(comparison, comparison.values().getFirst());
        if (pattern.length() > PATTERN_MAX) {
          throw new SearchException(
              "a pattern of %d characters: at most %d".formatted(pattern.length(), PATTERN_MAX));
        }
        yield operator == Operator.LIKE
            ? Condition.of(left + " LIKE ?", pattern)
            : Condition.of("LOWER(" + left + ") LIKE LOWER(?)", pattern);
      }
      case IN, NOT_IN -> {
        refuseNumeric(numeric, comparison);
        List<Object> values = new ArrayList<>();
        for (Value value : comparison.values()) {
          values.add(text(comparison, value));
        }
        String marks = String.join(", ", Collections.nCopies(values.size(), "?"));
        yield new Condition("%s %s (%s)".formatted(left, operator.symbol(), marks), values);
      }
      case EQUAL, NOT_EQUAL ->
          Condition.of(
              left + " " + operator.symbol() + " ?",
              numeric
                  ? number(comparison, comparison.values().getFirst())
                  : text(comparison, comparison.values().getFirst()));
      case LESS, AT_MOST, GREATER, AT_LEAST -> {
        if (!numeric) {
          throw new SearchException(
              "Invalid comparator '%s' for %s, which is text: expected =, !=, LIKE, ILIKE or IN"
                  .formatted(operator.symbol(), name(comparison)));
        }
        yield Condition.of(
            left + " " + operator.symbol() + " ?",
            number(comparison, comparison.values().getFirst()));
      }
    };
  }

  private static void refuseNumeric(boolean numeric, Comparison comparison) throws SearchException {
    if (numeric) {
      throw new SearchException(
          "Invalid comparator '%s' for %s, which is a number: expected =, !=, <, <=, > or >="
              .formatted(comparison.operator().symbol(), name(comparison)));
    }
  }

  private static String name(Comparison comparison) {
    return "%s '%s'".formatted(word(comparison.field().group()), comparison.field().key());
  }

  private static String text(Comparison comparison, Value value) throws SearchException {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Numeral(String number) ->
          throw new SearchException(
              "Expected a quoted value for %s, such as '%s' in quotes, not the number %s"
                  .formatted(name(comparison), number, number));
    };
  }

  private static double number(Comparison comparison, Value value) throws SearchException {
    return switch (value) {
      case Value.Numeral(String number) -> Double.parseDouble(number);
      case Value.Text(String text) ->
          throw new SearchException(
              "Expected numeric value type for %s. Found '%s'".formatted(name(comparison), text));
    };
  }
}
