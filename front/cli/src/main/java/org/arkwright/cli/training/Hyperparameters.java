package org.arkwright.cli.training;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * The options of the built-in trainer: what network, and how it learns. Each is a number with a
 * range, which is that of {@code work train}; a value outside is refused before anything is sent.
 */
public final class Hyperparameters {
  private static final int WHOLE_MAX = 1 << 30;

  /** The most tokens that one pass can hold. */
  private static final long PASS_TOKENS_MAX = 1 << 24;

  /** What the options of the network's shape have in common: they make a new one. */
  private static final String[] SHAPE = {
    "--vocabulary", "--hidden", "--intermediate", "--layers", "--heads"
  };

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec owner;

  @Option(
      names = "--preset",
      paramLabel = "SIZE",
      description = "nano (1 M parameters), micro (14 M) or mini (98 M); default: nano.")
  private String preset = "nano";

  @Option(names = "--minutes", paramLabel = "N", description = "Train for N minutes.")
  private String minutes = "";

  @Option(names = "--tokens", paramLabel = "N", description = "Train on N tokens.")
  private String tokens = "";

  @Option(names = "--steps", paramLabel = "N", description = "Train for N steps.")
  private String steps = "";

  @Option(names = "--seed", paramLabel = "N", description = "Random seed of weights and order.")
  private String seed = "";

  @Option(names = "--layers", paramLabel = "N", description = "Layers of the network.")
  private String layers = "";

  @Option(names = "--hidden", paramLabel = "N", description = "Width of the network.")
  private String hidden = "";

  @Option(names = "--intermediate", paramLabel = "N", description = "Width inside each layer.")
  private String intermediate = "";

  @Option(names = "--heads", paramLabel = "N", description = "Attention heads of each layer.")
  private String heads = "";

  @Option(names = "--vocabulary", paramLabel = "N", description = "Tokens of the vocabulary.")
  private String vocabulary = "";

  @Option(names = "--context", paramLabel = "N", description = "Tokens of a training sequence.")
  private String context = "";

  @Option(names = "--batch", paramLabel = "N", description = "Sequences per rank and pass.")
  private String batch = "";

  @Option(names = "--accumulation", paramLabel = "N", description = "Passes per step.")
  private String accumulation = "";

  @Option(names = "--learning-rate", paramLabel = "X", description = "Peak of the learning rate.")
  private String learningRate = "";

  @Option(names = "--warm-up", paramLabel = "N", description = "Steps until that peak.")
  private String warmUp = "";

  @Option(names = "--weight-decay", paramLabel = "X", description = "Decay of weights, to 1.")
  private String weightDecay = "";

  @Option(names = "--clip", paramLabel = "X", description = "Longest gradient; 0 for any.")
  private String clip = "";

  @Option(
      names = "--validation",
      paramLabel = "X",
      description = "Share of the text held out, to 0.5.")
  private String validation = "";

  @Option(
      names = "--checkpoint-seconds",
      paramLabel = "N",
      description = "Seconds between checkpoints; default: 30.")
  private String checkpointSeconds = "";

  @Option(
      names = "--precision",
      paramLabel = "KIND",
      description = "auto, float32 or bfloat16; default: auto.")
  private String precision = "";

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
  }

  /**
   * Checks all options and returns those that were given as the trainer takes them, in a fixed
   * order.
   *
   * @param continues whether a model is trained further, whose shape cannot be chosen
   * @throws ParameterException when one is outside its range, or two do not go together
   */
  public Map<String, String> options(boolean continues) {
    Map<String, String> given = new LinkedHashMap<>();
    if (!preset.matches("nano|micro|mini")) {
      throw usageError("--preset is '%s', expected nano, micro or mini".formatted(preset));
    }
    given.put("--preset", preset);
    put(given, "--minutes", minutes, "0.01", 1_000_000, false);
    put(given, "--tokens", tokens, "1", 1_000_000_000_000_000L, true);
    put(given, "--steps", steps, "1", 1_000_000_000, true);
    if (given.size() > 2) {
      throw usageError("give only one of --minutes, --tokens and --steps");
    }
    put(given, "--seed", seed, "0", Integer.MAX_VALUE, true);
    put(given, "--layers", layers, "1", 1000, true);
    put(given, "--hidden", hidden, "2", 1 << 16, true);
    put(given, "--intermediate", intermediate, "1", 1 << 18, true);
    put(given, "--heads", heads, "1", 1 << 12, true);
    put(given, "--vocabulary", vocabulary, "257", 1 << 20, true);
    put(given, "--context", context, "2", 1 << 20, true);
    put(given, "--batch", batch, "1", 1 << 20, true);
    put(given, "--accumulation", accumulation, "1", 1 << 20, true);
    put(given, "--learning-rate", learningRate, "0.000000001", 1, false);
    put(given, "--warm-up", warmUp, "0", WHOLE_MAX, true);
    put(given, "--weight-decay", weightDecay, "0", 1, false);
    put(given, "--clip", clip, "0", 1_000_000_000, false);
    put(given, "--validation", validation, "0", new BigDecimal("0.5"), false);
    put(given, "--checkpoint-seconds", checkpointSeconds, "0", 1_000_000_000, false);
    if (!precision.matches("|auto|float32|bfloat16")) {
      throw usageError(
          "--precision is '%s', expected auto, float32 or bfloat16".formatted(precision));
    }
    if (!precision.isEmpty()) {
      given.put("--precision", precision);
    }
    checkShape(given, continues);
    return given;
  }

  /** The tokens of a training sequence, of which the text must fill one. */
  public int context() {
    return context.isEmpty() ? presetShape().context : whole(context);
  }

  private Preset presetShape() {
    return Preset.valueOf(preset.toUpperCase(Locale.ROOT));
  }

  private void checkShape(Map<String, String> given, boolean continues) {
    long sequences = batch.isEmpty() ? presetShape().batch : whole(batch);
    if (sequences * context() > PASS_TOKENS_MAX) {
      throw usageError(
          ("--batch is %d and --context is %d, expected at most %,d tokens together; --accumulation"
                  + " makes larger steps of several passes")
              .formatted(sequences, context(), PASS_TOKENS_MAX));
    }
    for (String option : SHAPE) {
      if (continues && given.containsKey(option)) {
        throw usageError(
            "%s does not go with --from, whose model has its shape; leave one out"
                .formatted(option));
      }
    }
    int width = hidden.isEmpty() ? presetShape().hidden : whole(hidden);
    int count = heads.isEmpty() ? presetShape().heads : whole(heads);
    if (width % count != 0 || width / count % 2 != 0) {
      throw usageError(
          ("--hidden is %d and --heads is %d, expected a width that divides evenly into heads of an"
                  + " even width")
              .formatted(width, count));
    }
  }

  private void put(
      Map<String, String> given, String option, String text, String min, long max, boolean whole) {
    put(given, option, text, min, BigDecimal.valueOf(max), whole);
  }

  private void put(
      Map<String, String> given,
      String option,
      String text,
      String min,
      BigDecimal max,
      boolean whole) {
    if (isGiven(option)) {
      // What passes becomes part of a shell script.
      String plain = text.replace("_", "");
      boolean number =
          plain.matches(whole ? "[0-9]{1,18}" : "[0-9]{1,18}([.][0-9]{1,18})?(e-?[0-9]{1,2})?");
      if (!number
          || new BigDecimal(plain).compareTo(new BigDecimal(min)) < 0
          || new BigDecimal(plain).compareTo(max) > 0) {
        throw usageError(
            "%s is '%s', expected a %s from %s to %s"
                .formatted(option, text, whole ? "whole number" : "number", min, max));
      }
      given.put(option, plain);
    }
  }

  private boolean isGiven(String option) {
    var parsed = Objects.requireNonNull(owner).commandLine().getParseResult();
    return parsed != null && parsed.hasMatchedOption(option);
  }

  private static int whole(String text) {
    return Integer.parseInt(text.replace("_", ""));
  }

  private ParameterException usageError(String text) {
    return new ParameterException(Objects.requireNonNull(owner).commandLine(), text);
  }
}
