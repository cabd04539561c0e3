package org.arkwright.cli.terminal;

/** ANSI colors; if they are not enabled, every method returns plain text. */
public record Colors(boolean enabled) {
  private static final int[] RANK_COLORS = {36, 33, 32, 35, 34, 96, 93, 92, 95, 94};

  public String bold(String text) {
    return paint(1, text);
  }

  public String faint(String text) {
    return paint(2, text);
  }

  public String red(String text) {
    return paint(31, text);
  }

  public String green(String text) {
    return paint(32, text);
  }

  public String yellow(String text) {
    return paint(33, text);
  }

  /** Paints text in the color of a rank; colors repeat after ten ranks. */
  public String ofRank(int rank, String text) {
    return paint(RANK_COLORS[rank % RANK_COLORS.length], text);
  }

  /** Paints a job's or deployment's state in its color; other text stays plain. */
  public String ofState(String state) {
    return switch (state) {
      case "Succeeded", "Ready" -> green(state);
      case "Failed", "CrashLoop" -> red(state);
      case "Queued", "Starting", "Stopping", "Preempting", "Updating", "Waiting", "BackingOff" ->
          yellow(state);
      case "Running" -> bold(state);
      default -> state;
    };
  }

  private String paint(int code, String text) {
    return enabled && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
