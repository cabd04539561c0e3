package org.arkwright.train.tune;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.arkwright.options.OptionProblem;
import org.arkwright.options.ProgramOptions;
import org.arkwright.train.loop.TrainingSettings.Hardware;
import org.arkwright.train.report.TrainingProblem;

/**
 * The settings of a tuning.
 *
 * @param name of the model
 * @param learningRate its peak; empty for that of {@link UsualRates}
 * @param validation the share of the examples held out
 * @param merge whether the result is a whole model, which it always is without an adapter
 * @param memory the most that the process may take, in bytes; empty for the machine's
 * @param logSteps the number of steps between progress lines; 0 for about one line per second
 */
public record TuningSettings(
    String name,
    Folders folders,
    Method method,
    Steps steps,
    OptionalDouble learningRate,
    double weightDecay,
    double clip,
    double validation,
    long seed,
    boolean merge,
    OptionalLong memory,
    Recomputing recomputing,
    double checkpointSeconds,
    Hardware hardware,
    int logSteps) {

  /**
   * Where things lie.
   *
   * @param adapter an adapter to go on from
   */
  public record Folders(
      Path data, Path base, Path out, Optional<Path> checkpoints, Optional<Path> adapter) {}

  /** What is trained. */
  public sealed interface Method {
    /**
     * A low-rank adapter.
     *
     * @param alpha divided by the rank, the scale of what it adds
     */
    record Lora(int rank, double alpha) implements Method {}

    /** All weights. */
    record Full() implements Method {}
  }

  /**
   * How much a step is, and how many there are.
   *
   * @param maxLength tokens of a sequence, and of the longest example
   * @param batch sequences per rank in one pass
   * @param accumulation passes per step
   * @param warmUp steps over which the learning rate rises; empty for a tenth, at most a hundred
   * @param count of steps; empty for epochs
   */
  public record Steps(
      int maxLength,
      int batch,
      int accumulation,
      double epochs,
      Optional<Integer> warmUp,
      OptionalLong count) {}

  /** Whether inner values are computed again on the way back. */
  public enum Recomputing {
    /** Where they would not fit into memory. */
    AUTO,
    ALWAYS,
    NEVER
  }

  /** The option that says that a model is tuned, and how. */
  public static final String METHOD = "--tune";

  private static final int RANK = 16;

  /** Twice the rank, as in QLoRA's and most published recipes; Schulman et al. 2025 have 32. */
  private static final double ALPHA_PER_RANK = 2;

  /**
   * Reads {@code --name value} pairs; folders may also come from the rank's variables.
   *
   * @throws TrainingProblem when an option is missing or invalid; the message names it
   */
  public static TuningSettings parse(Map<String, String> environment, String... arguments) {
    try {
      ProgramOptions options =
          new ProgramOptions(List.of(arguments))
              .orVariable("--name", environment, "ARKWRIGHT_JOB_NAME")
              .orVariable("--data", environment, "ARKWRIGHT_INPUT_DATA")
              .orVariable("--out", environment, "ARKWRIGHT_OUTPUT_MODEL")
              .orVariable("--checkpoints", environment, "ARKWRIGHT_CHECKPOINTS")
              .orVariable("--from", environment, "ARKWRIGHT_INPUT_BASE")
              .orVariable("--adapter", environment, "ARKWRIGHT_INPUT_ADAPTER");
      TuningSettings settings = read(options);
      options.refuseRest();
      return settings;
    } catch (OptionProblem problem) {
      throw new TrainingProblem(
          "%s; `arkwright work train --help` lists the options\nexpected %s"
              .formatted(problem.found(), problem.expected()));
    }
  }

  private static TuningSettings read(ProgramOptions options) {
    String kind = options.text(METHOD).orElse("lora");
    Folders folders =
        new Folders(
            options.requiredPath("--data", "--data FOLDER, or the variable ARKWRIGHT_INPUT_DATA"),
            options.requiredPath("--from", "--from FOLDER, or the variable ARKWRIGHT_INPUT_BASE"),
            options.requiredPath("--out", "--out FOLDER, or the variable ARKWRIGHT_OUTPUT_MODEL"),
            options.path("--checkpoints"),
            options.path("--adapter"));
    return new TuningSettings(
        options.text("--name").orElse("model"),
        folders,
        method(kind, options, folders),
        new Steps(
            options.whole("--max-length", 16, 1 << 20).orElse(1024),
            options.whole("--batch", 1, 1 << 16).orElse(1),
            options.whole("--accumulation", 1, 1 << 20).orElse(1),
            options.decimal("--epochs", 0.01, 10_000).orElse(3.0),
            options.whole("--warm-up", 0, 1 << 30),
            options
                .large("--steps", 1, 1_000_000_000)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty())),
        options
            .decimal("--learning-rate", 1e-9, 1)
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty()),
        options.decimal("--weight-decay", 0, 1).orElse(0.0),
        options.decimal("--clip", 0, 1e9).orElse(1.0),
        options.decimal("--validation", 0, 0.5).orElse(0.05),
        options.whole("--seed", 0, Integer.MAX_VALUE).orElse(1),
        flag(options, "--merge"),
        options
            .large("--memory", 1, Long.MAX_VALUE)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty()),
        recomputing(options),
        options.decimal("--checkpoint-seconds", 0, 1e9).orElse(30.0),
        new Hardware(
            options.text("--device").orElse("auto"), options.text("--precision").orElse("auto")),
        options.whole("--log-steps", 0, 1 << 30).orElse(0));
  }

  private static Method method(String kind, ProgramOptions options, Folders folders) {
    Optional<Integer> rank = options.whole("--rank", 1, 4096);
    Optional<Double> alpha = options.decimal("--alpha", 1e-3, 1e6);
    boolean shaped = rank.isPresent() || alpha.isPresent();
    if (shaped && folders.adapter().isPresent()) {
      throw new OptionProblem(
          "--rank or --alpha is given beside an adapter to go on from", "its own, given by none");
    }
    return switch (kind) {
      case "lora" -> {
        int rows = rank.orElse(RANK);
        yield new Method.Lora(rows, alpha.orElse(ALPHA_PER_RANK * rows));
      }
      case "full" -> {
        if (shaped || folders.adapter().isPresent()) {
          throw new OptionProblem(
              "--rank, --alpha or --adapter is given beside --tune full", "them with --tune lora");
        }
        yield new Method.Full();
      }
      default -> throw new OptionProblem(METHOD + " is " + kind, "lora or full");
    };
  }

  private static boolean flag(ProgramOptions options, String name) {
    String text = options.text(name).orElse("no");
    return switch (text) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw new OptionProblem(name + " is " + text, "yes or no");
    };
  }

  private static Recomputing recomputing(ProgramOptions options) {
    String text = options.text("--recompute").orElse("auto");
    return switch (text) {
      case "auto" -> Recomputing.AUTO;
      case "yes" -> Recomputing.ALWAYS;
      case "no" -> Recomputing.NEVER;
      default -> throw new OptionProblem("--recompute is " + text, "auto, yes or no");
    };
  }
}
