package org.arkwright.spec;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.arkwright.model.id.Names;
import org.arkwright.model.unit.Bytes;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A kind of value that a field accepts.
 *
 * @param expected describes the accepted values, as the end of a sentence
 */
public record SpecScalar<T>(String expected, Function<ScalarNode, Optional<T>> reader) {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  public Optional<T> read(Node node) {
    return node instanceof ScalarNode scalar ? reader.apply(scalar) : Optional.empty();
  }

  /** Returns the same kind with another description. */
  public SpecScalar<T> expecting(String description) {
    return new SpecScalar<>(description, reader);
  }

  /**
   * A whole number in plain decimal notation; YAML's octal, hexadecimal and sexagesimal forms would
   * surprise.
   */
  public static SpecScalar<Integer> wholeNumber(int min, int max) {
    return new SpecScalar<>(
        "a whole number from %d to %d".formatted(min, max),
        node -> {
          String text = node.getValue();
          if (!isPlain(node) || !text.matches("0|-?[1-9][0-9]{0,9}")) {
            return Optional.empty();
          }
          long value = Long.parseLong(text);
          return value < min || value > max ? Optional.empty() : Optional.of((int) value);
        });
  }

  public static SpecScalar<Boolean> truth() {
    return new SpecScalar<>(
        "true or false",
        node ->
            isPlain(node) && List.of("true", "false").contains(node.getValue())
                ? Optional.of(Boolean.valueOf(node.getValue()))
                : Optional.empty());
  }

  /** The value true, where false would contradict another field. */
  public static SpecScalar<Boolean> onlyTrue(String expected) {
    return new SpecScalar<>(expected, node -> truth().read(node).filter(value -> value));
  }

  /** {@code false} only. */
  public static SpecScalar<Boolean> onlyFalse(String expected) {
    return new SpecScalar<>(expected, node -> truth().read(node).filter(value -> !value));
  }

  /** Any single value, as written. */
  public static SpecScalar<String> text(String expected, Predicate<String> accepted) {
    return new SpecScalar<>(
        expected,
        node ->
            Optional.of(node.getValue())
                .filter(text -> !SpecFields.isNull(node) && isWhole(text))
                .filter(accepted));
  }

  public static SpecScalar<String> name() {
    return text("a name: " + Names.RULE, Names::isValid);
  }

  public static <E extends Enum<E>> SpecScalar<E> choice(List<E> values) {
    List<String> enumNames = new ArrayList<>();
    values.forEach(value -> enumNames.add(EnumNames.of(value)));
    String list = String.join(" or ", enumNames);
    return new SpecScalar<>(
        list,
        node -> {
          int index = enumNames.indexOf(node.getValue());
          return index < 0 ? Optional.empty() : Optional.of(values.get(index));
        });
  }

  /** Thousandths of a core, written in cores with at most three decimals. */
  public static SpecScalar<Long> cores() {
    return new SpecScalar<>(
        "cores from 0 to 1000000 with at most three decimals, such as 2 or 0.5",
        node ->
            isPlain(node) && node.getValue().matches("[0-9]{1,7}(\\.[0-9]{1,3})?")
                ? Optional.of(new BigDecimal(node.getValue()).movePointRight(3).longValueExact())
                    .filter(millis -> millis <= 1_000_000_000L)
                : Optional.empty());
  }

  /** An exact decimal number, at least {@code min}. */
  public static SpecScalar<BigDecimal> decimal(BigDecimal min) {
    return new SpecScalar<>(
        "a decimal number from %s with at most 12 decimals".formatted(min.toPlainString()),
        node ->
            isPlain(node) && node.getValue().matches("[0-9]{1,12}(\\.[0-9]{1,12})?")
                ? Optional.of(new BigDecimal(node.getValue()))
                    .filter(value -> value.compareTo(min) >= 0)
                : Optional.empty());
  }

  /** An exact decimal number in a range. */
  public static SpecScalar<BigDecimal> decimal(BigDecimal min, BigDecimal max) {
    return new SpecScalar<>(
        "a decimal number from %s to %s with at most 12 decimals"
            .formatted(min.toPlainString(), max.toPlainString()),
        node -> decimal(min).read(node).filter(value -> value.compareTo(max) <= 0));
  }

  /** A size in a range. */
  public static SpecScalar<Bytes> bytes(Bytes min, Bytes max) {
    return new SpecScalar<>(
        "%s, from %s to %s".formatted(Bytes.SYNTAX, min, max),
        node ->
            bytes()
                .read(node)
                .filter(size -> size.compareTo(min) >= 0 && size.compareTo(max) <= 0));
  }

  public static SpecScalar<Bytes> bytes() {
    return new SpecScalar<>(Bytes.SYNTAX, node -> Bytes.parse(node.getValue()));
  }

  /**
   * Whether a process can be given the text: it ends at a zero, and half of a pair of surrogates is
   * no character in UTF-8.
   */
  private static boolean isWhole(String text) {
    return text.codePoints()
        .noneMatch(point ->
            point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
  }

  public static SpecScalar<Duration> duration(Duration min) {
    return duration(min.isZero() ? "" : ", at least " + Durations.format(min), min, LONGEST);
  }

  public static SpecScalar<Duration> duration(Duration min, Duration max) {
    return duration(
        ", from %s to %s".formatted(Durations.format(min), Durations.format(max)), min, max);
  }

  private static SpecScalar<Duration> duration(String bounds, Duration min, Duration max) {
    return new SpecScalar<>(
        Durations.SYNTAX + bounds,
        node ->
            Durations.parse(node.getValue())
                .filter(value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0));
  }

  public static SpecScalar<Instant> instant() {
    return new SpecScalar<>(
        "a time such as 2026-12-01T00:00:00Z",
        node -> {
          try {
            return Optional.of(OffsetDateTime.parse(node.getValue()).toInstant())
                .filter(instant -> instant.getEpochSecond() >= 0)
                .filter(instant -> instant.getEpochSecond() < Long.MAX_VALUE / 1_000_000_000);
          } catch (DateTimeException _) {
            return Optional.empty();
          }
        });
  }

  private static boolean isPlain(ScalarNode node) {
    return node.getScalarStyle() == ScalarStyle.PLAIN;
  }
}
