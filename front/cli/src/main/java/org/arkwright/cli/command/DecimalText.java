package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Rounds the API's exact decimals for people. */
public final class DecimalText {
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

  private DecimalText() {}

  /** Returns an amount rounded to four digits, but never to less than the whole number. */
  public static String rounded(JsonNode amount) {
    BigDecimal exact = new BigDecimal(amount.asText("0"));
    BigDecimal rounded =
        exact.abs().compareTo(BigDecimal.valueOf(1000)) >= 0
            ? exact.setScale(0, RoundingMode.HALF_EVEN)
            : exact.round(FOUR_DIGITS);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** Returns money rounded to a hundredth of a cent, because small jobs cost that little. */
  public static String money(JsonNode amount) {
    return new BigDecimal(amount.asText("0")).setScale(4, RoundingMode.HALF_EVEN).toPlainString();
  }
}
