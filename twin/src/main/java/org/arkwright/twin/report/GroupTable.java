package org.arkwright.twin.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of projects, users or sizes: one row a group, a block of them for each run. */
final class GroupTable {
  /** The heads of the columns; the first is the group's. */
  static List<String> heads(Capacity measured) {
    return List.of(
        "jobs", "succeeded", "wait, mean", "wait, p99", measured.one() + " hours", "lost");
  }

  private static final int LABEL_WIDTH = 24;

  private GroupTable() {}

  /** The cells of a group, as many as there are {@link #heads}. */
  static List<String> cells(GroupFigures group) {
    return List.of(
        String.format(Locale.ROOT, "%,d", group.jobs()),
        String.format(Locale.ROOT, "%,d", group.succeeded()),
        Metric.duration(group.waited().mean()),
        Metric.duration(group.waited().at(99)),
        Metric.amount(group.hours()),
        Metric.amount(group.lostHours()));
  }

  static void append(
      Grouping grouping, List<RunFigures> runs, Capacity measured, StringBuilder text) {
    List<String> heads = heads(measured);
    for (RunFigures run : runs) {
      List<GroupFigures> groups = run.groups().getOrDefault(grouping, List.of());
      List<Integer> widths = new ArrayList<>();
      for (int i = 0; i < heads.size(); i++) {
        int column = i;
        widths.add(
            groups.stream()
                .mapToInt(group -> cells(group).get(column).length())
                .reduce(heads.get(i).length(), Math::max));
      }
      text.append("\n%s, by %s\n".formatted(run.name(), grouping.key()));
      line(grouping == Grouping.SIZE ? measured.key() : "", heads, widths, text);
      groups.forEach(group -> line(group.name(), cells(group), widths, text));
    }
    text.append('\n');
  }

  private static void line(
      String name, List<String> cells, List<Integer> widths, StringBuilder text) {
    text.append(Report.left(name, LABEL_WIDTH));
    for (int i = 0; i < cells.size(); i++) {
      text.append("  ").append(Report.right(cells.get(i), widths.get(i)));
    }
    text.append('\n');
  }
}
