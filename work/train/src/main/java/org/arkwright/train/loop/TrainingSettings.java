package org.arkwright.train.loop;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.Rope;
import org.arkwright.train.report.TrainingProblem;

/**
 * The settings of a training run.
 *
 * @param validation the share of the data held out for validation
 * @param logSteps the number of steps between progress lines; 0 for about one line per second
 */
public record TrainingSettings(
    String name,
    Folders folders,
    Network network,
    Optimisation optimisation,
    double validation,
    long seed,
    Limit limit,
    double checkpointSeconds,
    Hardware hardware,
    int logSteps) {

  /** The most tokens of a pass, which one tensor holds. */
  private static final long PASS_TOKENS_MAX = 1 << 24;

  /** The folders of data, model, checkpoints and base model. */
  public record Folders(Path data, Path out, Optional<Path> checkpoints, Optional<Path> base) {}

  /** The shape of a new network. */
  public record Network(
      int vocabulary, int hidden, int intermediate, int layers, int heads, int context) {
    /** Returns the configuration for a vocabulary of that size. */
    LlamaConfig config(int vocabularySize) {
      return new LlamaConfig(
          vocabularySize,
          hidden,
          intermediate,
          layers,
          heads,
          heads,
          hidden / heads,
          context,
          1e-5,
          Rope.DEFAULT,
          true);
    }
  }

  /**
   * The hyperparameters of a step.
   *
   * @param batch the number of sequences per rank in one forward and backward pass
   * @param accumulation the number of passes per step
   * @param warmUp the number of steps over which the learning rate rises
   * @param clip the longest gradient; 0 for any
   */
  public record Optimisation(
      int batch,
      int accumulation,
      double learningRate,
      int warmUp,
      double weightDecay,
      double clip) {}

  /**
   * The device and its precision, as accepted by {@link
   * org.arkwright.train.model.TrainingDevice#choose}.
   */
  public record Hardware(String device, String precision) {}

  /** The limit of a run. */
  public sealed interface Limit {
    /** Stops after that many optimiser steps. */
    record Steps(long count) implements Limit {}

    /** Stops after that many tokens, rounded up to whole steps. */
    record Tokens(long count) implements Limit {}

    /** Stops after about that time; the number of steps is estimated from the first ones. */
    record Minutes(double count) implements Limit {}
  }

  /**
   * Reads {@code --name value} pairs; folders may also come from the rank's variables.
   *
   * @throws TrainingProblem when an option is missing or invalid; the message names it
   */
  public static TrainingSettings parse(Map<String, String> environment, String... arguments) {
    TrainingOptions options = new TrainingOptions(arguments);
    TrainingPreset preset = TrainingPreset.named(options.text("--preset").orElse("nano"));
    Optional<Path> base =
        options
            .text("--from")
            .or(() -> TrainingOptions.variable(environment, "ARKWRIGHT_INPUT_BASE"))
            .map(Path::of);
    TrainingSettings settings =
        new TrainingSettings(
            options.text("--name").orElse(environment.getOrDefault("ARKWRIGHT_JOB_NAME", "model")),
            new Folders(
                options.folder("--data", environment, "ARKWRIGHT_INPUT_DATA"),
                options.folder("--out", environment, "ARKWRIGHT_OUTPUT_MODEL"),
                options
                    .text("--checkpoints")
                    .or(() -> TrainingOptions.variable(environment, "ARKWRIGHT_CHECKPOINTS"))
                    .map(Path::of),
                base),
            new Network(
                options.whole("--vocabulary", preset.vocabulary, 257, 1 << 20),
                options.whole("--hidden", preset.hidden, 2, 1 << 16),
                options.whole("--intermediate", preset.intermediate, 1, 1 << 18),
                options.whole("--layers", preset.layers, 1, 1000),
                options.whole("--heads", preset.heads, 1, 1 << 12),
                options.whole("--context", preset.context, 2, 1 << 20)),
            new Optimisation(
                options.whole("--batch", preset.batch, 1, 1 << 20),
                options.whole("--accumulation", preset.accumulation, 1, 1 << 20),
                // Training further needs a lower rate.
                options.decimal(
                    "--learning-rate", preset.learningRate * (base.isPresent() ? 0.1 : 1), 1e-9, 1),
                options.whole("--warm-up", preset.warmUp, 0, 1 << 30),
                options.decimal("--weight-decay", 0.1, 1),
                options.decimal("--clip", 1, 1e9)),
            options.decimal("--validation", 0.01, 0.5),
            options.whole("--seed", 1, 0, Integer.MAX_VALUE),
            options.limit(preset),
            options.decimal("--checkpoint-seconds", 30, 1e9),
            new Hardware(
                options.text("--device").orElse("auto"),
                options.text("--precision").orElse("auto")),
            options.whole("--log-steps", 0, 0, 1 << 30));
    options.refuseRest();
    int hidden = settings.network.hidden;
    int heads = settings.network.heads;
    if (hidden % heads != 0 || hidden / heads % 2 != 0) {
      throw new TrainingProblem(
          ("--hidden is %d and --heads is %d\nexpected a width that divides evenly into heads of an"
                  + " even width")
              .formatted(hidden, heads));
    }
    long tokens = (long) settings.optimisation.batch * settings.network.context;
    if (tokens > PASS_TOKENS_MAX) {
      throw new TrainingProblem(
          ("--batch is %d and --context is %d\nexpected at most %,d tokens together; --accumulation"
                  + " makes larger steps of several passes")
              .formatted(settings.optimisation.batch, settings.network.context, PASS_TOKENS_MAX));
    }
    return settings;
  }
}
