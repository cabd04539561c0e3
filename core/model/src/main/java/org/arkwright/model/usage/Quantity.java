package org.arkwright.model.usage;

import java.math.BigDecimal;
import org.arkwright.model.unit.Decimals;

/**
 * An exact amount on one meter, and how it is known.
 *
 * @param amount in the meter's unit, never negative
 */
public record Quantity(Meter meter, BigDecimal amount, Basis basis) {
  /** How an amount is known. */
  public enum Basis {
    /** Counted or measured. */
    MEASURED,
    /** Computed from other figures, because no counter exists. */
    MODELLED
  }

  public Quantity {
    amount = Decimals.notNegative(meter.unit(), amount);
  }

  /** An amount that was counted. */
  public static Quantity measured(Meter meter, long amount) {
    return new Quantity(meter, BigDecimal.valueOf(amount), Basis.MEASURED);
  }
}
