package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Exact decimals, as the API writes them, rounded for people. */
public final class DecimalText {
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

  private DecimalText() {}

  /** At least the whole number, and four digits where it is small. */
  public static String shown(JsonNode amount) {
    BigDecimal exact = new BigDecimal(amount.asText("0"));
    BigDecimal rounded =
        exact.abs().compareTo(BigDecimal.valueOf(1000)) >= 0
            ? exact.setScale(0, RoundingMode.HALF_EVEN)
            : exact.round(FOUR_DIGITS);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** To the hundredth of a cent, which small jobs cost. */
  public static String money(JsonNode amount) {
    return new BigDecimal(amount.asText("0")).setScale(4, RoundingMode.HALF_EVEN).toPlainString();
  }
}
