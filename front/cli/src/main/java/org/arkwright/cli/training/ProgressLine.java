package org.arkwright.cli.training;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the trainer's output that reports a step.
 *
 * @param planned the total number of steps; 0 until it is known
 * @param left the remaining time in seconds
 */
record ProgressLine(long step, long planned, double loss, double tokensPerSecond, long left) {
  private static final Pattern FORM =
      Pattern.compile("step (\\d+)/(\\d+) loss ([\\d.]+) lr \\S+ tokens/s (\\d+) eta (\\d+)\\s*");

  /** Parses a line of the trainer's output; returns empty for any other kind of line. */
  static Optional<ProgressLine> parse(String line) {
    Matcher matcher = FORM.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new ProgressLine(
            Long.parseLong(matcher.group(1)),
            Long.parseLong(matcher.group(2)),
            Double.parseDouble(matcher.group(3)),
            Double.parseDouble(matcher.group(4)),
            Long.parseLong(matcher.group(5))));
  }

  double share() {
    return planned == 0 ? 0 : Math.min(1, (double) step / planned);
  }
}
