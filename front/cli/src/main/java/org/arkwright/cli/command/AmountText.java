package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import org.arkwright.model.unit.Bytes;

/** Amounts of CPU and memory as people read them. */
public final class AmountText {
  private AmountText() {}

  /** {@code 1.5/8}: what is free of all there is. */
  public static String freeOfTotal(JsonNode amount) {
    return plain(amount.path("free")) + "/" + plain(amount.path("total"));
  }

  /** The same in bytes. */
  public static String freeOfTotalMemory(JsonNode amount) {
    return memory(amount.path("free")) + "/" + memory(amount.path("total"));
  }

  /** A number without needless zeros; text stays as it is. */
  public static String plain(JsonNode number) {
    return number.isNumber()
        ? number.decimalValue().stripTrailingZeros().toPlainString()
        : number.asText("");
  }

  /** Bytes in the largest binary unit; text stays as it is. */
  public static String memory(JsonNode bytes) {
    return bytes.isIntegralNumber() && bytes.asLong() >= 0
        ? new Bytes(bytes.asLong()).toString()
        : bytes.asText("");
  }
}
