package org.arkwright.api.view;

import java.math.BigDecimal;

/** Numbers with what they count, in the singular where there is one. */
public final class Counted {
  private Counted() {}

  public static String of(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Returns a number given in thousandths, such as {@code 0.5 cores}. */
  public static String thousandths(long thousandths, String noun) {
    return BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString()
        + " "
        + noun
        + (thousandths == 1000 ? "" : "s");
  }
}
