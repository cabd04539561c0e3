package org.arkwright.tracking.search;

import java.util.List;

/**
 * One comparison of a filter.
 *
 * @param values one, or several for a list, or none for {@code IS NULL}
 */
public record Comparison(Field field, Operator operator, List<Value> values) {
  public Comparison {
    values = List.copyOf(values);
  }

  /** A value to compare with. */
  public sealed interface Value {
    /** A quoted value. */
    record Text(String text) implements Value {}

    /**
     * A number.
     *
     * @param text as it was written
     */
    record Numeral(String text) implements Value {}
  }

  /** The operators, as they are written. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    LIKE("LIKE"),
    ILIKE("ILIKE"),
    IN("IN"),
    NOT_IN("NOT IN"),
    IS_NULL("IS NULL"),
    IS_NOT_NULL("IS NOT NULL");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /** The operator as users write it. */
    public String symbol() {
      return symbol;
    }

    static Operator of(Token token) {
      for (Operator operator : values()) {
        if (operator.symbol.equals(token.text())) {
          return operator;
        }
      }
      throw new IllegalArgumentException(token.toString());
    }
  }
}
