package org.arkwright.model.unit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * An exact amount of energy in joules, never negative. Energy computed from watts and time is
 * rounded once, half to even, to {@value #DECIMALS} decimals.
 */
public record Joules(BigDecimal amount) implements Comparable<Joules> {
  /** Decimals of modelled energy: a microjoule. */
  public static final int DECIMALS = 6;

  /** The syntax that {@link #parse} accepts, for error messages. */
  public static final String SYNTAX = Decimals.SYNTAX;

  public static final Joules ZERO = new Joules(BigDecimal.ZERO);

  private static final BigDecimal PER_KILOWATT_HOUR = BigDecimal.valueOf(3_600_000);

  public Joules {
    amount = Decimals.notNegative("joules", amount);
  }

  /** The energy of a power, in watts, over a time in seconds. */
  public static Joules of(BigDecimal watts, BigDecimal seconds) {
    return new Joules(watts.multiply(seconds).setScale(DECIMALS, RoundingMode.HALF_EVEN));
  }

  /** The energy in microjoules, as counters report it. */
  public static Joules ofMicrojoules(long microjoules) {
    return new Joules(BigDecimal.valueOf(microjoules, 6));
  }

  /** Reads {@link #SYNTAX}; empty when the text is not one. */
  public static Optional<Joules> parse(String text) {
    return Decimals.parse(text).filter(value -> value.signum() >= 0).map(Joules::new);
  }

  public Joules plus(Joules other) {
    return new Joules(amount.add(other.amount));
  }

  /** Returns this energy times a factor, such as a PUE. */
  public Joules times(BigDecimal factor) {
    return new Joules(amount.multiply(factor).setScale(DECIMALS, RoundingMode.HALF_EVEN));
  }

  /** Returns the carbon dioxide emitted for this energy at the given intensity. */
  public GramsCo2 at(GramsCo2 perKilowattHour) {
    return new GramsCo2(
        amount
            .multiply(perKilowattHour.amount())
            .divide(PER_KILOWATT_HOUR, GramsCo2.DECIMALS, RoundingMode.HALF_EVEN));
  }

  @Override
  public int compareTo(Joules other) {
    return amount.compareTo(other.amount);
  }

  /** The exact number of joules, without the unit. */
  @Override
  public String toString() {
    return amount.toPlainString();
  }
}
