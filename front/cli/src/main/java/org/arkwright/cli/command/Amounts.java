package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.arkwright.model.Bytes;

/** Amounts of CPU and memory as people read them. */
final class Amounts {
  private Amounts() {}

  /** The cores of something that has {@code cpus}, or {@code cpuMillis} in thousandths. */
  static String cpus(JsonNode holder) {
    return holder.has("cpuMillis")
        ? BigDecimal.valueOf(holder.path("cpuMillis").asLong(), 3)
            .stripTrailingZeros()
            .toPlainString()
        : holder.path("cpus").asText("");
  }

  /** Bytes in the largest binary unit; text stays as it is. */
  static String memory(JsonNode bytes) {
    return bytes.isIntegralNumber() && bytes.asLong() >= 0
        ? new Bytes(bytes.asLong()).toString()
        : bytes.asText("");
  }
}
