package org.arkwright.spec.job;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.job.TrainingMinutes;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * One setting of the built-in trainer: a number with a range, which is that of {@code work train}.
 *
 * @param field its name in a document
 * @param min the least value
 * @param max the greatest value
 * @param whole whether only whole numbers will do
 */
record TrainerOption(String field, BigDecimal min, BigDecimal max, boolean whole) {
  /** The most tokens that one pass can hold. */
  static final long PASS_TOKENS_MAX = 1 << 24;

  /** What makes the shape of a new network. */
  static final List<String> SHAPE =
      List.of("vocabulary", "hidden", "intermediate", "layers", "heads");

  private static final String PRESET = "preset";
  static final String PRECISION = "precision";
  private static final List<String> PRECISIONS = List.of("auto", "float32", "bfloat16");

  /** In the order in which the trainer gets them. */
  private static final List<TrainerOption> NUMBERS =
      List.of(
          new TrainerOption("minutes", TrainingMinutes.MIN, TrainingMinutes.MAX, false),
          whole("tokens", 1, 1_000_000_000_000_000L),
          whole("steps", 1, 1_000_000_000),
          whole("seed", 0, Integer.MAX_VALUE),
          whole("layers", 1, 1000),
          whole("hidden", 2, 1 << 16),
          whole("intermediate", 1, 1 << 18),
          whole("heads", 1, 1 << 12),
          whole("vocabulary", 257, 1 << 20),
          whole("context", 2, 1 << 20),
          whole("batch", 1, 1 << 20),
          whole("accumulation", 1, 1 << 20),
          decimal("learningRate", "0.000000001", "1"),
          whole("warmUp", 0, 1 << 30),
          decimal("weightDecay", "0", "1"),
          decimal("clip", "0", "1000000000"),
          decimal("validation", "0", "0.5"),
          decimal("checkpointSeconds", "0", "1000000000"));

  /** The usual shapes: width, heads, context and sequences of a pass. */
  private enum Preset {
    NANO(128, 4, 128, 8),
    MICRO(384, 6, 256, 16),
    MINI(768, 12, 512, 8);

    private final int hidden;
    private final int heads;
    private final int context;
    private final int batch;

    Preset(int hidden, int heads, int context, int batch) {
      this.batch = batch;
      this.hidden = hidden;
      this.heads = heads;
      this.context = context;
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The settings of a document.
   *
   * @param arguments as the trainer takes them
   */
  record Given(List<String> arguments, int hidden, int heads, int context, int batch) {}

  static TrainerOption whole(String field, long min, long max) {
    return new TrainerOption(field, BigDecimal.valueOf(min), BigDecimal.valueOf(max), true);
  }

  static TrainerOption decimal(String field, String min, String max) {
    return new TrainerOption(field, new BigDecimal(min), new BigDecimal(max), false);
  }

  /** The fields of a document that are settings of the trainer. */
  static List<String> fields() {
    List<String> all = new ArrayList<>(List.of(PRESET, PRECISION));
    NUMBERS.forEach(option -> all.add(option.field));
    return all;
  }

  /** Reads all settings; what is wrong becomes a problem of the document. */
  static Given read(SpecFields fields) {
    Preset preset =
        fields.value(PRESET, SpecScalar.choice(Arrays.asList(Preset.values()))).orElse(Preset.NANO);
    List<String> arguments = new ArrayList<>(List.of("--preset", preset.word()));
    Map<String, BigDecimal> values = readNumbers(fields, NUMBERS, arguments);
    readPrecision(fields, arguments);
    return new Given(
        arguments,
        values.getOrDefault("hidden", BigDecimal.valueOf(preset.hidden)).intValue(),
        values.getOrDefault("heads", BigDecimal.valueOf(preset.heads)).intValue(),
        values.getOrDefault("context", BigDecimal.valueOf(preset.context)).intValue(),
        values.getOrDefault("batch", BigDecimal.valueOf(preset.batch)).intValue());
  }

  /**
   * Reads those of some settings that a document has.
   *
   * @param arguments receives them as the trainer takes them
   * @return the values by their fields
   */
  static Map<String, BigDecimal> readNumbers(
      SpecFields fields, List<TrainerOption> options, List<String> arguments) {
    Map<String, BigDecimal> values = new TreeMap<>();
    for (TrainerOption option : options) {
      fields
          .value(option.field, option.scalar())
          .ifPresent(value -> {
            values.put(option.field, value);
            arguments.addAll(List.of(option.argument(), value.toPlainString()));
          });
    }
    return values;
  }

  static void readPrecision(SpecFields fields, List<String> arguments) {
    fields
        .value(PRECISION, SpecScalar.text(String.join(" or ", PRECISIONS), PRECISIONS::contains))
        .ifPresent(kind -> arguments.addAll(List.of("--precision", kind)));
  }

  /** The trainer's word for it: {@code --learning-rate}. */
  private String argument() {
    return "--" + field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private SpecScalar<BigDecimal> scalar() {
    return new SpecScalar<>(
        "a %s from %s to %s"
            .formatted(whole ? "whole number" : "number", min.toPlainString(), max.toPlainString()),
        this::number);
  }

  private Optional<BigDecimal> number(ScalarNode node) {
    String plain = node.getValue().replace("_", "");
    return plain.matches(whole ? "[0-9]{1,18}" : "[0-9]{1,18}([.][0-9]{1,18})?([eE]-?[0-9]{1,2})?")
        ? Optional.of(new BigDecimal(plain))
            .filter(value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0)
        : Optional.empty();
  }
}
