package org.arkwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** All commands on half a screen, by what people want to do. */
final class Overview {
  private static final int INDENT = 9;

  private static final List<Map.Entry<String, List<String>>> GROUPS =
      List.of(
          Map.entry("Start", List.of("quickstart", "server")),
          Map.entry("Work", List.of("job", "pipeline")),
          Map.entry("Data", List.of("dataset", "model", "checkpoint", "artifact")),
          Map.entry("Serve", List.of("deployment", "key")),
          Map.entry("Fleet", List.of("node", "device", "quota")),
          Map.entry("Account", List.of("usage", "bill")),
          Map.entry("Record", List.of("event", "journal")),
          Map.entry("What if", List.of("twin")),
          Map.entry("Program", List.of("version", "completion", "dist")));

  private Overview() {}

  static String of(CommandTable table, CommandSpec spec) {
    int width = spec.usageMessage().width();
    String groups =
        GROUPS.stream()
            .map(group ->
                wrapped(
                    group.getKey(),
                    group.getValue().stream().map(name -> entry(table, name)).toList(),
                    " · ",
                    width))
            .collect(Collectors.joining());
    String shortForms =
        wrapped("Short", List.copyOf(CommandTable.SHORT_FORMS.keySet()), ", ", width);
    return "\n" + groups + shortForms;
  }

  /** The names of all groups, so that a test can tell that none is missing. */
  static Stream<String> names() {
    return GROUPS.stream().flatMap(group -> group.getValue().stream());
  }

  private static String entry(CommandTable table, String name) {
    Noun noun = table.nouns().get(name);
    return noun == null || (noun.verbs().size() == 1 && noun.implied().isPresent())
        ? name
        : name + " " + String.join("|", noun.verbs().keySet());
  }

  private static String wrapped(String title, List<String> parts, String between, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(title).repeat(' ', INDENT - title.length());
    boolean begun = false;
    for (String part : parts) {
      if (begun && line.length() + 2 * between.length() + part.length() > width) {
        lines.add(line.append(between.stripTrailing()).toString());
        line = new StringBuilder().repeat(' ', INDENT);
        begun = false;
      }
      line.append(begun ? between : "").append(part);
      begun = true;
    }
    lines.add(line.toString());
    return String.join("\n", lines) + "\n";
  }
}
