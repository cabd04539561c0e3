package org.arkwright.server.spec;

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
import org.arkwright.model.Bytes;
import org.arkwright.model.Names;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A kind of value a field may take.
 *
 * @param expected what it accepts, as the end of a sentence
 */
record Scalar<T>(String expected, Function<ScalarNode, Optional<T>> reader) {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  Optional<T> read(Node node) {
    return node instanceof ScalarNode scalar ? reader.apply(scalar) : Optional.empty();
  }

  /** The same kind under another description. */
  Scalar<T> expecting(String description) {
    return new Scalar<>(description, reader);
  }

  /** A whole number written plainly: YAML's octal, hexadecimal and sexagesimal forms surprise. */
  static Scalar<Integer> wholeNumber(int least, int most) {
    return new Scalar<>(
        "a whole number from %d to %d".formatted(least, most),
        node -> {
          String text = node.getValue();
          if (!isPlain(node) || !text.matches("0|-?[1-9][0-9]{0,9}")) {
            return Optional.empty();
          }
          long value = Long.parseLong(text);
          return value < least || value > most ? Optional.empty() : Optional.of((int) value);
        });
  }

  static Scalar<Boolean> truth() {
    return new Scalar<>(
        "true or false",
        node ->
            isPlain(node) && List.of("true", "false").contains(node.getValue())
                ? Optional.of(Boolean.valueOf(node.getValue()))
                : Optional.empty());
  }

  /** True, where the other would contradict something else. */
  static Scalar<Boolean> onlyTrue(String expected) {
    return new Scalar<>(expected, node -> truth().read(node).filter(value -> value));
  }

  /** Any single value, as it is written. */
  static Scalar<String> text(String expected, Predicate<String> accepted) {
    return new Scalar<>(
        expected,
        node ->
            Optional.of(node.getValue())
                .filter(text -> !Fields.isNull(node) && text.indexOf('\0') < 0)
                .filter(accepted));
  }

  static Scalar<String> name() {
    return text("a name: " + Names.RULE, Names::isValid);
  }

  static <E extends Enum<E>> Scalar<E> choice(List<E> values) {
    List<String> words = new ArrayList<>();
    values.forEach(value -> words.add(Words.of(value)));
    String list = String.join(" or ", words);
    return new Scalar<>(
        list,
        node -> {
          int index = words.indexOf(node.getValue());
          return index < 0 ? Optional.empty() : Optional.of(values.get(index));
        });
  }

  /** Thousandths of a core, written as cores with at most three decimals. */
  static Scalar<Long> cores() {
    return new Scalar<>(
        "cores from 0 to 1000000 with at most three decimals, such as 2 or 0.5",
        node ->
            isPlain(node) && node.getValue().matches("[0-9]{1,7}(\\.[0-9]{1,3})?")
                ? Optional.of(new BigDecimal(node.getValue()).movePointRight(3).longValueExact())
                    .filter(millis -> millis <= 1_000_000_000L)
                : Optional.empty());
  }

  /** An exact decimal number, at least {@code least}. */
  static Scalar<BigDecimal> decimal(BigDecimal least) {
    return new Scalar<>(
        "a decimal number from %s with at most 12 decimals".formatted(least.toPlainString()),
        node ->
            isPlain(node) && node.getValue().matches("[0-9]{1,12}(\\.[0-9]{1,12})?")
                ? Optional.of(new BigDecimal(node.getValue()))
                    .filter(value -> value.compareTo(least) >= 0)
                : Optional.empty());
  }

  static Scalar<Bytes> bytes() {
    return new Scalar<>(Bytes.SYNTAX, node -> Bytes.parse(node.getValue()));
  }

  static Scalar<Duration> duration(Duration least) {
    String bound = least.isZero() ? "" : ", at least " + Durations.format(least);
    return new Scalar<>(
        Durations.SYNTAX + bound,
        node ->
            Durations.parse(node.getValue())
                .filter(value -> value.compareTo(least) >= 0 && value.compareTo(LONGEST) <= 0));
  }

  static Scalar<Instant> instant() {
    return new Scalar<>(
        "a moment such as 2026-12-01T00:00:00Z",
        node -> {
          try {
            return Optional.of(OffsetDateTime.parse(node.getValue()).toInstant())
                .filter(moment -> moment.getEpochSecond() >= 0)
                .filter(moment -> moment.getEpochSecond() < Long.MAX_VALUE / 1_000_000_000);
          } catch (DateTimeException _) {
            return Optional.empty();
          }
        });
  }

  private static boolean isPlain(ScalarNode node) {
    return node.getScalarStyle() == ScalarStyle.PLAIN;
  }
}
