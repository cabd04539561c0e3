package org.arkwright.cli.terminal;

/** ANSI colours, or plain text where they are not welcome. */
public record Colors(boolean colours) {
  private static final int[] RANK_COLOURS = {36, 33, 32, 35, 34, 96, 93, 92, 95, 94};

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

  /** A colour that stays the rank's own; ten ranks have different ones. */
  public String ofRank(int rank, String text) {
    return paint(RANK_COLOURS[rank % RANK_COLOURS.length], text);
  }

  /** A job's state in the colour people expect; unknown words stay plain. */
  public String ofState(String state) {
    return switch (state) {
      case "Succeeded", "Ready" -> green(state);
      case "Failed", "CrashLoop" -> red(state);
      case "Queued", "Starting", "Stopping", "Preempting", "Updating", "Waiting" -> yellow(state);
      case "Running" -> bold(state);
      default -> state;
    };
  }

  private String paint(int code, String text) {
    return colours && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
