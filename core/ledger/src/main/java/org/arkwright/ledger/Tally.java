package org.arkwright.ledger;

import java.math.BigDecimal;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Money;

/**
 * The totals of a ledger line. Sums are exact.
 *
 * @param quantity in the meter's unit; negative only where a node shrank below what was held
 */
public record Tally(BigDecimal quantity, Money cost, GramsCo2 grams) {
  public static final Tally ZERO = new Tally(BigDecimal.ZERO, Money.ZERO, GramsCo2.ZERO);

  public Tally {
    quantity =
        quantity.signum() == 0
            ? BigDecimal.ZERO
            : new BigDecimal(quantity.stripTrailingZeros().toPlainString());
  }

  public Tally plus(Tally other) {
    return new Tally(quantity.add(other.quantity), cost.plus(other.cost), grams.plus(other.grams));
  }
}
