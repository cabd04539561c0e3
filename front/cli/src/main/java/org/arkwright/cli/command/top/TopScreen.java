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
   * of the screen, and what the other does not need. A screen that is too low for both shows jobs
   * alone, and says what is left out in one line.
   *
   * @param rows of the screen; one stays free for the cursor
   */
  String fitting(int rows) {
    int space = rows - 2; // One more is between the tables.
    if (space < 2 * LEAST && nodes.size() + jobs.size() > space) {
      return low(Math.max(1, rows - 1));
    }
    int ofNodes = Math.min(nodes.size(), Math.max(space / 2, space - jobs.size()));
    return text(cut(nodes, ofNodes, "node"), cut(jobs, space - ofNodes, "job"));
  }

  /** Returns at most so many lines, the last of which says what is left out. */
  private String low(int most) {
    List<String> shown = new ArrayList<>(jobs.subList(0, Math.min(jobs.size(), most - 1)));
    if (shown.size() == 1 && jobs.size() > 1) {
      shown.clear(); // A head alone says nothing.
    }
    int left = jobs.size() - Math.max(1, shown.size());
    shown.add(
        "… and %s%s"
            .formatted(left == 0 ? "" : more(left, "job") + ", ", more(nodes.size() - 1, "node")));
    return String.join("\n", shown) + "\n";
  }

  private static String more(int left, String what) {
    return "%d more %s%s".formatted(left, what, left == 1 ? "" : "s");
  }

  private static List<String> cut(List<String> lines, int most, String what) {
    if (lines.size() <= most) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, most - 1));
    int left = lines.size() - shown.size();
    shown.add("… and " + more(left, what));
    return shown;
  }

  private static String text(List<String> nodes, List<String> jobs) {
    List<String> all = new ArrayList<>(nodes);
    all.add("");
    all.addAll(jobs);
    return String.join("\n", all) + "\n";
  }
}
