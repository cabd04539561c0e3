package org.arkwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The list of all commands in the help, grouped by task. */
final class Overview {
  private static final int INDENT = 9;

  private static final List<Map.Entry<String, List<String>>> GROUPS =
      List.of(
          Map.entry(
              "Start",
              List.of(
                  "quickstart", "server", "doctor", "version", "completion", "dist", "uninstall")),
          Map.entry("Work", List.of("job", "pipeline", "experiment")),
          Map.entry("Data", List.of("dataset", "artifact", "model", "checkpoint")),
          Map.entry("Serve", List.of("deployment", "key")),
          Map.entry("Fleet", List.of("top", "node", "worker", "device", "quota", "twin")),
          Map.entry("Records", List.of("usage", "bill", "event", "journal")));

  private Overview() {}

  static String of(CommandSpec spec) {
    int width = spec.usageMessage().width();
    String groups =
        GROUPS.stream()
            .map(group -> wrapped(group.getKey(), group.getValue(), ", ", width))
            .collect(Collectors.joining());
    String shortForms =
        wrapped("Or short", List.copyOf(CommandTable.SHORT_FORMS.keySet()), ", ", width);
    return "\n" + groups + shortForms;
  }

  /** The listed commands; a test compares them with the table. */
  static Stream<String> names() {
    return GROUPS.stream().flatMap(group -> group.getValue().stream());
  }

  private static String wrapped(String title, List<String> parts, String separator, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(title).repeat(' ', INDENT - title.length());
    boolean started = false;
    for (String part : parts) {
      if (started && line.length() + 2 * separator.length() + part.length() > width) {
        lines.add(line.append(separator.stripTrailing()).toString());
        line = new StringBuilder().repeat(' ', INDENT);
        started = false;
      }
      line.append(started ? separator : "").append(part);
      started = true;
    }
    lines.add(line.toString());
    return String.join("\n", lines) + "\n";
  }
}
