package org.arkwright.cli.command.top;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code top} shows, as lines: the table of nodes, and that of jobs.
 *
 * @param nodes the first is the head
 * @param jobs the first is the head; or one line alone that says there are none
 */
record TopScreen(List<String> nodes, List<String> jobs) {
  /** A head, and a line that says how much is left out. */
  private static final int LEAST = 2;

  TopScreen {
    nodes = List.copyOf(nodes);
    jobs = List.copyOf(jobs);
  }

  /** Returns all of it. */
  String whole() {
    return text(nodes, jobs);
  }

  /**
   * Returns what fits on a screen, with how many rows were left out of each table. Each gets half
   * of the screen, and what the other does not need.
   *
   * @param rows of the screen; one stays free for the cursor. Of less than six some scroll away
   */
  String fitting(int rows) {
    int space = Math.max(2 * LEAST, rows - 2); // One more is between the tables.
    int ofNodes = Math.min(nodes.size(), Math.max(space / 2, space - jobs.size()));
    return text(cut(nodes, ofNodes, "node"), cut(jobs, space - ofNodes, "job"));
  }

  private static List<String> cut(List<String> lines, int most, String what) {
    if (lines.size() <= most) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, most - 1));
    int left = lines.size() - shown.size();
    shown.add("… and %d more %s%s".formatted(left, what, left == 1 ? "" : "s"));
    return shown;
  }

  private static String text(List<String> nodes, List<String> jobs) {
    List<String> all = new ArrayList<>(nodes);
    all.add("");
    all.addAll(jobs);
    return String.join("\n", all) + "\n";
  }
}
