package org.arkwright.train.loop;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    Options options = new Options(arguments);
    TrainingPreset preset = TrainingPreset.named(options.text("--preset").orElse("nano"));
    Optional<Path> base =
        options
            .text("--from")
            .or(() -> variable(environment, "ARKWRIGHT_INPUT_BASE"))
            .map(Path::of);
    TrainingSettings settings =
        new TrainingSettings(
            options.text("--name").orElse(environment.getOrDefault("ARKWRIGHT_JOB_NAME", "model")),
            new Folders(
                options.folder("--data", environment, "ARKWRIGHT_INPUT_DATA"),
                options.folder("--out", environment, "ARKWRIGHT_OUTPUT_MODEL"),
                options
                    .text("--checkpoints")
                    .or(() -> variable(environment, "ARKWRIGHT_CHECKPOINTS"))
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
                    "--learning-rate", preset.learningRate * (base.isPresent() ? 0.1 : 1), 1),
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
    if (settings.network.hidden % settings.network.heads != 0) {
      throw new TrainingProblem(
          "a width of %d does not divide into %d heads"
              .formatted(settings.network.hidden, settings.network.heads));
    }
    return settings;
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
  }

  private static final class Options {
    private final Map<String, String> values = new TreeMap<>();

    Options(String... arguments) {
      for (int i = 0; i < arguments.length; i += 2) {
        if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
          throw new TrainingProblem("expected --option value, not " + arguments[i]);
        }
        values.put(arguments[i], arguments[i + 1]);
      }
    }

    Optional<String> text(String name) {
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
      return (int) number(name, defaultValue, min, max, true);
    }

    double decimal(String name, double defaultValue, double max) {
      return number(name, defaultValue, 0, max, false);
    }

    private double number(String name, double defaultValue, double min, double max, boolean whole) {
      Optional<String> text = text(name);
      double value;
      try {
        value = text.map(t -> Double.parseDouble(t.replace("_", ""))).orElse(defaultValue);
      } catch (NumberFormatException _) {
        value = Double.NaN;
      }
      if (!(value >= min && value <= max) || (whole && value != Math.rint(value))) {
        throw new TrainingProblem(
            "%s is %s\nexpected a %s from %s to %s"
                .formatted(name, text.orElse(""), whole ? "whole number" : "number", min, max));
      }
      return value;
    }

    Limit limit(TrainingPreset preset) {
      double steps = number("--steps", 0, 0, 1e9, true);
      double tokens = number("--tokens", 0, 0, 1e15, true);
      double minutes = number("--minutes", 0, 0, 1e6, false);
      if ((steps > 0 ? 1 : 0) + (tokens > 0 ? 1 : 0) + (minutes > 0 ? 1 : 0) > 1) {
        throw new TrainingProblem("give one of --steps, --tokens and --minutes");
      }
      if (steps > 0) {
        return new Limit.Steps((long) steps);
      }
      return tokens > 0
          ? new Limit.Tokens((long) tokens)
          : new Limit.Minutes(minutes > 0 ? minutes : preset.minutes);
    }

    void refuseRest() {
      if (!values.isEmpty()) {
        throw new TrainingProblem("unknown options " + String.join(", ", values.keySet()));
      }
    }
  }
}
