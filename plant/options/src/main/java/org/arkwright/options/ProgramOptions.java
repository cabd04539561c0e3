package org.arkwright.options;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The options of a program that other programs of ours start: pairs of {@code --name value}, each
 * given once. The program asks for each option that it knows, says what is allowed, and at last
 * {@linkplain #refuseRest() refuses} what it has not asked for. Not thread-safe.
 *
 * <p>Every method throws {@link OptionProblem} when the value is not what it says.
 */
public final class ProgramOptions {
  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> asked = new TreeSet<>();

  public ProgramOptions(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (!name.startsWith("--")) {
        throw new OptionProblem(name + " is not an option", "pairs of --option value");
      }
      if (i + 1 == arguments.size()) {
        throw new OptionProblem(name + " is without a value", "pairs of --option value");
      }
      if (values.put(name, arguments.get(i + 1)) != null) {
        throw new OptionProblem(name + " is given twice", "it once");
      }
    }
  }

  /** Gives an option that is not there the value of a variable, if that is set and not empty. */
  public ProgramOptions orVariable(String name, Map<String, String> environment, String variable) {
    String value = environment.getOrDefault(variable, "");
    if (!value.isEmpty()) {
      values.putIfAbsent(name, value);
    }
    return this;
  }

  /** Returns the option's text, which may be empty. */
  public Optional<String> text(String name) {
    asked.add(name);
    return Optional.ofNullable(values.remove(name));
  }

  /**
   * Returns an option that the program cannot do without.
   *
   * @param expected how it is given, for who forgot it
   */
  public String required(String name, String expected) {
    return text(name)
        .orElseThrow(() ->
            new OptionProblem(
                "no %s is given".formatted(name)
                    + (values.isEmpty() ? "" : ", but " + String.join(", ", values.keySet())),
                expected));
  }

  /** Returns a path as it is given. */
  public Optional<Path> path(String name) {
    return text(name).map(text -> path(name, text));
  }

  /** Returns the path of an option that the program cannot do without. */
  public Path requiredPath(String name, String expected) {
    return path(name, required(name, expected));
  }

  private static Path path(String name, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException _) {
      throw wrong(name, text, "a path");
    }
  }

  /** Returns a whole number within bounds, which may have underscores between its digits. */
  public Optional<Integer> whole(String name, int min, int max) {
    return large(name, min, max).map(Math::toIntExact);
  }

  /** Returns a large whole number, which may be given as {@code 2e9}. */
  public Optional<Long> large(String name, long min, long max) {
    return number(name, BigDecimal.valueOf(min), BigDecimal.valueOf(max), true)
        .map(BigDecimal::longValueExact);
  }

  /** Returns a number within bounds. */
  public Optional<Double> decimal(String name, double min, double max) {
    return number(name, BigDecimal.valueOf(min), BigDecimal.valueOf(max), false)
        .map(BigDecimal::doubleValue);
  }

  private Optional<BigDecimal> number(String name, BigDecimal min, BigDecimal max, boolean whole) {
    return as(
        name,
        "a %s from %s to %s".formatted(whole ? "whole number" : "number", plain(min), plain(max)),
        text ->
            number(text)
                .filter(value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0)
                .filter(value -> !whole || value.stripTrailingZeros().scale() <= 0));
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text.replace("_", "")));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  /**
   * Returns an option that the program reads itself.
   *
   * @param expected what is allowed
   * @param read returns nothing for what is not
   */
  public <T> Optional<T> as(String name, String expected, Function<String, Optional<T>> read) {
    return text(name).map(text -> read.apply(text).orElseThrow(() -> wrong(name, text, expected)));
  }

  /** Refuses options that nobody has asked for, naming those that were. */
  public void refuseRest() {
    if (!values.isEmpty()) {
      throw new OptionProblem(
          (values.size() == 1 ? "unknown option " : "unknown options ")
              + String.join(", ", values.keySet()),
          String.join(", ", asked));
    }
  }

  private static OptionProblem wrong(String name, String text, String expected) {
    return new OptionProblem("%s is '%s'".formatted(name, text), expected);
  }
}
