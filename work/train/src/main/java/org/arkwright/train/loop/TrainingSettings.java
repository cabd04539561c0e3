package org.arkwright.train.loop;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.Rope;
import org.arkwright.train.report.TrainingProblem;

/**
 * What a training run was asked to do.
 *
 * @param batch sequences per rank in one pass forward and back
 * @param accumulation passes per step
 * @param warmUp steps over which the learning rate rises
 * @param validation share of the data held out
 * @param checkpointSeconds between checkpoints; 0 writes one after each step
 * @param device and {@code precision}: words that {@link
 *     org.arkwright.train.model.TrainingDevice#choose} reads
 * @param logSteps steps between lines of progress; 0: about one a second
 */
public record TrainingSettings(
    String name,
    Path data,
    Path out,
    Optional<Path> checkpoints,
    Optional<Path> base,
    int vocabulary,
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int context,
    int batch,
    int accumulation,
    double learningRate,
    int warmUp,
    double weightDecay,
    double clip,
    double validation,
    long seed,
    Limit limit,
    double checkpointSeconds,
    String device,
    String precision,
    int logSteps) {

  /** When to stop. */
  public sealed interface Limit {
    /** After so many optimiser steps. */
    record Steps(long count) implements Limit {}

    /** After so many tokens, rounded up to whole steps. */
    record Tokens(long count) implements Limit {}

    /** After about that time: the steps that fit are estimated from the first ones. */
    record Minutes(double count) implements Limit {}
  }

  /**
   * Reads {@code --name value} pairs; folders may come from the rank's variables instead.
   *
   * @throws TrainingProblem naming what is missing or makes no sense
   */
  public static TrainingSettings parse(Map<String, String> environment, String... words) {
    Given given = new Given(words);
    TrainingPreset preset = TrainingPreset.named(given.text("--preset").orElse("nano"));
    Optional<Path> base =
        given.text("--from").or(() -> variable(environment, "ARKWRIGHT_INPUT_BASE")).map(Path::of);
    TrainingSettings settings =
        new TrainingSettings(
            given.text("--name").orElse(environment.getOrDefault("ARKWRIGHT_JOB_NAME", "model")),
            given.folder("--data", environment, "ARKWRIGHT_INPUT_DATA"),
            given.folder("--out", environment, "ARKWRIGHT_OUTPUT_MODEL"),
            given
                .text("--checkpoints")
                .or(() -> variable(environment, "ARKWRIGHT_CHECKPOINTS"))
                .map(Path::of),
            base,
            given.whole("--vocabulary", preset.vocabulary, 257, 1 << 20),
            given.whole("--hidden", preset.hidden, 2, 1 << 16),
            given.whole("--intermediate", preset.intermediate, 1, 1 << 18),
            given.whole("--layers", preset.layers, 1, 1000),
            given.whole("--heads", preset.heads, 1, 1 << 12),
            given.whole("--context", preset.context, 2, 1 << 20),
            given.whole("--batch", preset.batch, 1, 1 << 20),
            given.whole("--accumulation", preset.accumulation, 1, 1 << 20),
            // What is continued is disturbed less.
            given.decimal("--learning-rate", preset.learningRate * (base.isPresent() ? 0.1 : 1), 1),
            given.whole("--warm-up", preset.warmUp, 0, 1 << 30),
            given.decimal("--weight-decay", 0.1, 1),
            given.decimal("--clip", 1, 1e9),
            given.decimal("--validation", 0.01, 0.5),
            given.whole("--seed", 1, 0, Integer.MAX_VALUE),
            given.limit(preset),
            given.decimal("--checkpoint-seconds", 30, 1e9),
            given.text("--device").orElse("auto"),
            given.text("--precision").orElse("auto"),
            given.whole("--log-steps", 0, 0, 1 << 30));
    given.refuseRest();
    if (settings.hidden % settings.heads != 0) {
      throw new TrainingProblem(
          "a width of %d does not divide into %d heads".formatted(settings.hidden, settings.heads));
    }
    return settings;
  }

  /** A new network's shape for a vocabulary of that size. */
  LlamaConfig network(int vocabularySize) {
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

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
  }

  private static final class Given {
    private final Map<String, String> words = new TreeMap<>();

    Given(String... arguments) {
      for (int i = 0; i < arguments.length; i += 2) {
        if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
          throw new TrainingProblem("expected --option value, not " + arguments[i]);
        }
        words.put(arguments[i], arguments[i + 1]);
      }
    }

    Optional<String> text(String name) {
      return Optional.ofNullable(words.remove(name));
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

    int whole(String name, int otherwise, int least, int most) {
      return (int) number(name, otherwise, least, most, true);
    }

    double decimal(String name, double otherwise, double most) {
      return number(name, otherwise, 0, most, false);
    }

    private double number(String name, double otherwise, double least, double most, boolean whole) {
      Optional<String> text = text(name);
      double value;
      try {
        value = text.map(t -> Double.parseDouble(t.replace("_", ""))).orElse(otherwise);
      } catch (NumberFormatException _) {
        value = Double.NaN;
      }
      if (!(value >= least && value <= most) || (whole && value != Math.rint(value))) {
        throw new TrainingProblem(
            "%s is %s\nexpected a %s from %s to %s"
                .formatted(name, text.orElse(""), whole ? "whole number" : "number", least, most));
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
      if (!words.isEmpty()) {
        throw new TrainingProblem("unknown options " + String.join(", ", words.keySet()));
      }
    }
  }
}
