package org.arkwright.model.unit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * An exact amount of money in the site's one currency. Sums are exact; the product of a price and a
 * quantity is rounded once, half to even, to {@value #DECIMALS} decimals.
 */
public record Money(BigDecimal amount) implements Comparable<Money> {
  /** Decimals of the product of a price and a quantity. */
  public static final int DECIMALS = 12;

  /** The syntax that {@link #parse} accepts, for error messages. */
  public static final String SYNTAX = Decimals.SYNTAX;

  public static final Money ZERO = new Money(BigDecimal.ZERO);

  public Money {
    amount = Decimals.canonical(amount);
  }

  /** Parses an amount written in code; the text must follow {@link #SYNTAX}. */
  public static Money of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException(text + " is not " + SYNTAX));
  }

  /** Reads {@link #SYNTAX}; empty when the text is not one. */
  public static Optional<Money> parse(String text) {
    return Decimals.parse(text).map(Money::new);
  }

  public Money plus(Money other) {
    return new Money(amount.add(other.amount));
  }

  /**
   * Returns the price of a quantity, where this is the price of {@code unit} of it.
   *
   * @param unit above zero
   */
  public Money per(BigDecimal unit, BigDecimal quantity) {
    return new Money(amount.multiply(quantity).divide(unit, DECIMALS, RoundingMode.HALF_EVEN));
  }

  public boolean isZero() {
    return amount.signum() == 0;
  }

  @Override
  public int compareTo(Money other) {
    return amount.compareTo(other.amount);
  }

  /** The exact amount without a currency, such as {@code 0.0125}. */
  @Override
  public String toString() {
    return amount.toPlainString();
  }
}
