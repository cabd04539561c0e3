package org.arkwright.train.loop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.options.OptionProblem;
import org.arkwright.options.ProgramOptions;
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

  private static final long STEPS_MAX = 1_000_000_000;
  private static final long TOKENS_MAX = 1_000_000_000_000_000L;

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
          true,
          false);
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
    try {
      ProgramOptions options =
          new ProgramOptions(List.of(arguments))
              .orVariable("--name", environment, "ARKWRIGHT_JOB_NAME")
              .orVariable("--data", environment, "ARKWRIGHT_INPUT_DATA")
              .orVariable("--out", environment, "ARKWRIGHT_OUTPUT_MODEL")
              .orVariable("--checkpoints", environment, "ARKWRIGHT_CHECKPOINTS")
              .orVariable("--from", environment, "ARKWRIGHT_INPUT_BASE");
      TrainingSettings settings = read(options);
      options.refuseRest();
      settings.check();
      return settings;
    } catch (OptionProblem problem) {
      throw new TrainingProblem(
          "%s; `arkwright work train --help` lists the options\nexpected %s"
              .formatted(problem.found(), problem.expected()));
    }
  }

  private static TrainingSettings read(ProgramOptions options) {
    TrainingPreset preset = TrainingPreset.named(options.text("--preset").orElse("nano"));
    Optional<Path> base = options.path("--from");
    // Training further needs a lower rate.
    double learningRate = preset.learningRate * (base.isPresent() ? 0.1 : 1);
    return new TrainingSettings(
        options.text("--name").orElse("model"),
        new Folders(
            options.requiredPath("--data", "--data FOLDER, or the variable ARKWRIGHT_INPUT_DATA"),
            options.requiredPath("--out", "--out FOLDER, or the variable ARKWRIGHT_OUTPUT_MODEL"),
            options.path("--checkpoints"),
            base),
        new Network(
            options.whole("--vocabulary", 257, 1 << 20).orElse(preset.vocabulary),
            options.whole("--hidden", 2, 1 << 16).orElse(preset.hidden),
            options.whole("--intermediate", 1, 1 << 18).orElse(preset.intermediate),
            options.whole("--layers", 1, 1000).orElse(preset.layers),
            options.whole("--heads", 1, 1 << 12).orElse(preset.heads),
            options.whole("--context", 2, 1 << 20).orElse(preset.context)),
        new Optimisation(
            options.whole("--batch", 1, 1 << 20).orElse(preset.batch),
            options.whole("--accumulation", 1, 1 << 20).orElse(preset.accumulation),
            options.decimal("--learning-rate", 1e-9, 1).orElse(learningRate),
            options.whole("--warm-up", 0, 1 << 30).orElse(preset.warmUp),
            options.decimal("--weight-decay", 0, 1).orElse(0.1),
            options.decimal("--clip", 0, 1e9).orElse(1.0)),
        options.decimal("--validation", 0, 0.5).orElse(0.01),
        options.whole("--seed", 0, Integer.MAX_VALUE).orElse(1),
        limit(options).orElse(new Limit.Minutes(preset.minutes)),
        options.decimal("--checkpoint-seconds", 0, 1e9).orElse(30.0),
        new Hardware(
            options.text("--device").orElse("auto"), options.text("--precision").orElse("auto")),
        options.whole("--log-steps", 0, 1 << 30).orElse(0));
  }

  private static Optional<Limit> limit(ProgramOptions options) {
    List<Limit> given = new ArrayList<>();
    options.large("--steps", 1, STEPS_MAX).map(Limit.Steps::new).ifPresent(given::add);
    options.large("--tokens", 1, TOKENS_MAX).map(Limit.Tokens::new).ifPresent(given::add);
    options.decimal("--minutes", 0.01, 1e6).map(Limit.Minutes::new).ifPresent(given::add);
    if (given.size() > 1) {
      throw new OptionProblem(
          "more than one of --steps, --tokens and --minutes is given", "one of them");
    }
    return given.stream().findFirst();
  }

  private void check() {
    if (network.hidden % network.heads != 0 || network.hidden / network.heads % 2 != 0) {
      throw new OptionProblem(
          "--hidden is %d and --heads is %d".formatted(network.hidden, network.heads),
          "a width that divides evenly into heads of an even width");
    }
    if ((long) optimisation.batch * network.context > PASS_TOKENS_MAX) {
      throw new OptionProblem(
          "--batch is %d and --context is %d".formatted(optimisation.batch, network.context),
          "at most %,d tokens together; --accumulation makes larger steps of several passes"
              .formatted(PASS_TOKENS_MAX));
    }
  }
}
