package org.arkwright.model.unit;

import java.math.BigDecimal;
import java.util.Optional;

/** An exact mass of carbon dioxide in grams, as emitted by a power grid; never negative. */
public record GramsCo2(BigDecimal amount) implements Comparable<GramsCo2> {
  /** Decimals of a mass computed from energy and carbon intensity. */
  public static final int DECIMALS = 9;

  /** The syntax that {@link #parse} accepts, for error messages. */
  public static final String SYNTAX = Decimals.SYNTAX;

  public static final GramsCo2 ZERO = new GramsCo2(BigDecimal.ZERO);

  public GramsCo2 {
    amount = Decimals.notNegative("grams", amount);
  }

  /** Reads {@link #SYNTAX}; empty when the text is not one. */
  public static Optional<GramsCo2> parse(String text) {
    return Decimals.parse(text).filter(value -> value.signum() >= 0).map(GramsCo2::new);
  }

  public GramsCo2 plus(GramsCo2 other) {
    return new GramsCo2(amount.add(other.amount));
  }

  @Override
  public int compareTo(GramsCo2 other) {
    return amount.compareTo(other.amount);
  }

  /** The exact number of grams, without the unit. */
  @Override
  public String toString() {
    return amount.toPlainString();
  }
}
