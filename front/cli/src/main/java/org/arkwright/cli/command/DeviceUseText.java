package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;
import org.arkwright.model.unit.Bytes;

/** Says what a device does now. */
public final class DeviceUseText {
  private DeviceUseText() {}

  /**
   * Returns words such as {@code 97 % busy, 61GiB taken, 512 W, 61 °C}, of what is known; empty if
   * nothing is.
   */
  public static String of(JsonNode use) {
    StringJoiner words = new StringJoiner(", ");
    if (use.has("busyPercent")) {
      words.add(use.path("busyPercent").asInt() + " % busy");
    }
    if (use.has("memory")) {
      long mebibytes = Math.round(use.path("memory").asLong() / (double) (1 << 20));
      words.add(new Bytes(mebibytes << 20) + " taken");
    }
    if (use.has("watts")) {
      words.add(Math.round(use.path("watts").asDouble()) + " W");
    }
    if (use.has("celsius")) {
      words.add(use.path("celsius").asInt() + " °C");
    }
    return words.toString();
  }
}
