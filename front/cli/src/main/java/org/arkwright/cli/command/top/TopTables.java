package org.arkwright.cli.command.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;

/** The tables of {@code top}. What is not known is {@code -}, never 0. */
final class TopTables {
  private static final String UNKNOWN = "-";

  private TopTables() {}

  /** The nodes with what they use of what they have. */
  static Table nodes(JsonNode nodes, JsonNode devices) {
    Map<String, List<JsonNode>> measured = new HashMap<>();
    for (JsonNode device : devices) {
      if (device.has("use")) {
        measured
            .computeIfAbsent(key(device, "node"), _ -> new ArrayList<>())
            .add(device.path("use"));
      }
    }
    Table table =
        new Table(
            Column.key("NODE"),
            Column.state("STATE"),
            Column.number("CORES"),
            Column.number("MEMORY"),
            Column.number("BUSY"),
            Column.number("DEVICE MEMORY").asMinor(),
            Column.number("WATTS").asMinor(),
            Column.number("RECEIVED").asMinor(),
            Column.number("SENT").asMinor());
    for (JsonNode node : nodes) {
      JsonNode use = node.path("use");
      List<JsonNode> own = measured.getOrDefault(key(node, "name"), List.of());
      table.row(
          node.path("name").asText(),
          node.path("state").asText(),
          decimal(use, "cpus") + "/" + decimal(node.path("cpus"), "total"),
          memory(use, "memory") + "/" + memory(node.path("memory"), "total"),
          percent(mean(own, "busyPercent")),
          sumOfMemory(own),
          sumOfWatts(own),
          rate(use, "received"),
          rate(use, "sent"));
    }
    return table;
  }

  private static String key(JsonNode json, String name) {
    return json.path("site").asText() + "/" + json.path(name).asText();
  }

  /** The running jobs with what they use of what they hold. */
  static Table jobs(JsonNode jobs, TopSort sort, Instant now) {
    Table table =
        new Table(
            Column.key("JOB"),
            Column.text("NAME"),
            Column.text("PROJECT").asMinor(),
            Column.state("STATE").asMinor(),
            Column.number("CORES"),
            Column.number("MEMORY"),
            Column.number("BUSY"),
            Column.number("READ").asMinor(),
            Column.number("WRITTEN").asMinor(),
            Column.number("RUNTIME").asMinor());
    StreamSupport.stream(jobs.spliterator(), false)
        .map(JobAnswer::new)
        .sorted(
            Comparator.<JobAnswer>comparingDouble(job -> -sort.of(job))
                .thenComparing(JobAnswer::id))
        .forEach(job -> row(table, job, now));
    return table;
  }

  private static void row(Table table, JobAnswer job, Instant now) {
    JsonNode use = job.json().path("use");
    double asked = job.json().path("resources").path("memory").asDouble() * job.ranks();
    table.row(
        job.id(),
        job.name(),
        job.text("project"),
        job.state(),
        decimal(use, "cpus") + "/" + decimal(heldCores(job)),
        memory(use, "memory") + (asked > 0 ? "/" + memory(asked) : ""),
        percent(busyPercent(use.path("devices"))),
        rate(use, "read"),
        rate(use, "written"),
        AgeText.since(job.text("startedAt"), now));
  }

  /** The cores that a job holds. */
  static double heldCores(JobAnswer job) {
    return job.json().path("resources").path("cpus").asDouble(0) * job.ranks();
  }

  /** The mean over devices; empty where none was measured. */
  static OptionalDouble busyPercent(JsonNode devices) {
    return mean(StreamSupport.stream(devices.spliterator(), false).toList(), "busyPercent");
  }

  private static OptionalDouble mean(List<JsonNode> devices, String member) {
    return devices.stream()
        .filter(device -> device.has(member))
        .mapToDouble(device -> device.path(member).asDouble())
        .average();
  }

  private static String sumOfMemory(List<JsonNode> devices) {
    List<JsonNode> known = devices.stream().filter(device -> device.has("memory")).toList();
    return known.isEmpty()
        ? UNKNOWN
        : memory(known.stream().mapToDouble(device -> device.path("memory").asDouble()).sum());
  }

  private static String sumOfWatts(List<JsonNode> devices) {
    List<JsonNode> known = devices.stream().filter(device -> device.has("watts")).toList();
    return known.isEmpty()
        ? UNKNOWN
        : Long.toString(
            Math.round(
                known.stream().mapToDouble(device -> device.path("watts").asDouble()).sum()));
  }

  private static String percent(OptionalDouble value) {
    return value.isEmpty() ? UNKNOWN : Math.round(value.getAsDouble()) + " %";
  }

  private static String decimal(JsonNode json, String member) {
    return json.path(member).isNumber() ? decimal(json.path(member).asDouble()) : UNKNOWN;
  }

  private static String decimal(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String memory(JsonNode json, String member) {
    return json.path(member).isNumber() ? memory(json.path(member).asDouble()) : UNKNOWN;
  }

  /** Rounds to three digits, in the unit that fits. */
  private static String memory(double bytes) {
    if (bytes < 1 << 20) {
      return Math.round(bytes / 1024) + "KiB";
    }
    double value = bytes / (1 << 20);
    String unit = "MiB";
    if (value >= 1024) {
      value /= 1024;
      unit = "GiB";
    }
    if (value >= 1024) {
      value /= 1024;
      unit = "TiB";
    }
    return (value >= 100 ? Long.toString(Math.round(value)) : decimal(value)) + unit;
  }

  private static String rate(JsonNode use, String member) {
    return use.path(member).isNumber()
        ? (use.path(member).asDouble() == 0 ? "0" : memory(use.path(member).asDouble()) + "/s")
        : UNKNOWN;
  }
}
