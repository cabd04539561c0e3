package org.arkwright.ledger;

import java.math.BigDecimal;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Money;

/**
 * What a line of the books has come to. Sums are exact.
 *
 * @param quantity in the meter's unit; below zero only where a node shrank under what was held
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
