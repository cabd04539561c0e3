package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import org.arkwright.model.unit.Bytes;

/** Formats amounts of CPU and memory for people. */
public final class AmountText {
  private AmountText() {}

  /** Returns the free and the total amount, such as {@code 1.5/8}. */
  public static String freeOfTotal(JsonNode amount) {
    return plain(amount.path("free")) + "/" + plain(amount.path("total"));
  }

  /** Returns the free and the total memory in binary units. */
  public static String freeOfTotalMemory(JsonNode amount) {
    return memory(amount.path("free")) + "/" + memory(amount.path("total"));
  }

  /** Returns a number without trailing zeros; text stays as it is. */
  public static String plain(JsonNode number) {
    return number.isNumber()
        ? number.decimalValue().stripTrailingZeros().toPlainString()
        : number.asText("");
  }

  /** Returns bytes in the largest fitting binary unit; text stays as it is. */
  public static String memory(JsonNode bytes) {
    return bytes.isIntegralNumber() && bytes.asLong() >= 0
        ? new Bytes(bytes.asLong()).toString()
        : bytes.asText("");
  }
}
