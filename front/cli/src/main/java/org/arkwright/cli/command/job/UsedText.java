package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;
import org.arkwright.model.unit.Bytes;

/** Says what a job used while it ran, compared with what it asked for. */
final class UsedText {
  private UsedText() {}

  /** Returns a line for each resource that was measured; empty where none was. */
  static String of(JsonNode used) {
    StringJoiner lines = new StringJoiner("\n");
    JsonNode cpus = used.path("cpus");
    if (cpus.isObject()) {
      lines.add(
          "cores: %s on average, %s at most, of %s"
              .formatted(
                  cpus.path("mean").asText(),
                  cpus.path("peak").asText(),
                  cpus.path("requested").asText()));
    }
    JsonNode memory = used.path("memory");
    if (memory.isObject()) {
      long requested = memory.path("requested").asLong();
      lines.add(
          "memory: %s on average, %s at most%s"
              .formatted(
                  memory(memory.path("mean")),
                  memory(memory.path("peak")),
                  requested > 0 ? ", of " + new Bytes(requested) : ""));
    }
    JsonNode devices = used.path("devices");
    if (devices.has("meanBusyPercent")) {
      lines.add(
          "devices: %d %% busy on average, %d %% at most"
              .formatted(
                  devices.path("meanBusyPercent").asInt(),
                  devices.path("peakBusyPercent").asInt()));
    }
    if (devices.has("peakMemory")) {
      lines.add("device memory: %s at most".formatted(memory(devices.path("peakMemory"))));
    }
    return lines.toString();
  }

  /** Returns what the job should ask for instead; empty where it uses what it has. */
  static String hints(JsonNode used) {
    StringJoiner lines = new StringJoiner("\n");
    used.path("hints").forEach(hint -> lines.add(hint.asText()));
    return lines.toString();
  }

  private static String memory(JsonNode bytes) {
    return Bytes.ofMebibytes(Math.round(bytes.asLong() / (double) (1 << 20))).toString();
  }
}
