package org.arkwright.train.loop;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.train.report.TrainingProblem;

/**
 * The trainer's options, pairs of {@code --name value}, each taken once. Every number has a range,
 * and a value outside is refused by its name. Not thread-safe.
 */
final class TrainingOptions {
  private static final double STEPS_MAX = 1e9;
  private static final double TOKENS_MAX = 1e15;
  private static final double MINUTES_MIN = 0.01;
  private static final double MINUTES_MAX = 1e6;

  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> known = new TreeSet<>();

  /**
   * Reads the pairs.
   *
   * @throws TrainingProblem when they are none, or an option is given twice
   */
  TrainingOptions(String... arguments) {
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        throw new TrainingProblem(
            "%s is %s\nexpected pairs of --option value; `arkwright work train --help` lists them"
                .formatted(
                    arguments[i],
                    arguments[i].startsWith("--") ? "without a value" : "not an option"));
      }
      if (values.put(arguments[i], arguments[i + 1]) != null) {
        throw new TrainingProblem("%s is given twice\nexpected it once".formatted(arguments[i]));
      }
    }
  }

  /** Returns a variable of the environment that is not empty. */
  static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
  }

  Optional<String> text(String name) {
    known.add(name);
    return Optional.ofNullable(values.remove(name));
  }

  Path folder(String name, Map<String, String> environment, String variable) {
    return text(name)
        .or(() -> variable(environment, variable))
        .map(Path::of)
        .orElseThrow(() ->
            new TrainingProblem(
                "no %s is given\nexpected %s FOLDER, or the variable %s"
                    .formatted(name, name, variable)));
  }

  int whole(String name, int defaultValue, int min, int max) {
    return number(name, min, max, true).map(Double::intValue).orElse(defaultValue);
  }

  double decimal(String name, double defaultValue, double max) {
    return decimal(name, defaultValue, 0, max);
  }

  double decimal(String name, double defaultValue, double min, double max) {
    return number(name, min, max, false).orElse(defaultValue);
  }

  private Optional<Double> number(String name, double min, double max, boolean whole) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    double value;
    try {
      value = Double.parseDouble(text.get().replace("_", ""));
    } catch (NumberFormatException _) {
      value = Double.NaN;
    }
    if (!(value >= min && value <= max) || (whole && value != Math.rint(value))) {
      throw new TrainingProblem(
          "%s is %s\nexpected a %s from %s to %s"
              .formatted(
                  name, text.get(), whole ? "whole number" : "number", plain(min), plain(max)));
    }
    return Optional.of(value);
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /** Returns the limit that is given, which is at most one; else the preset's minutes. */
  TrainingSettings.Limit limit(TrainingPreset preset) {
    Optional<Double> steps = number("--steps", 1, STEPS_MAX, true);
    Optional<Double> tokens = number("--tokens", 1, TOKENS_MAX, true);
    Optional<Double> minutes = number("--minutes", MINUTES_MIN, MINUTES_MAX, false);
    if (steps.stream().count() + tokens.stream().count() + minutes.stream().count() > 1) {
      throw new TrainingProblem(
          "more than one of --steps, --tokens and --minutes is given\nexpected one of them");
    }
    if (steps.isPresent()) {
      return new TrainingSettings.Limit.Steps(steps.get().longValue());
    }
    return tokens.isPresent()
        ? new TrainingSettings.Limit.Tokens(tokens.get().longValue())
        : new TrainingSettings.Limit.Minutes(minutes.orElse(preset.minutes));
  }

  /** Refuses options that nobody has asked for. */
  void refuseRest() {
    if (!values.isEmpty()) {
      throw new TrainingProblem(
          "unknown options %s\nexpected %s"
              .formatted(String.join(", ", values.keySet()), String.join(", ", known)));
    }
  }
}
