package org.arkwright.train.loop;

import java.util.Locale;
import org.arkwright.train.report.TrainingProblem;

/** A network, its hyperparameters, and the default training time in minutes. */
public enum TrainingPreset {
  /** About 1 M parameters: produces readable text after two minutes on two cores. */
  NANO(4096, 128, 352, 3, 4, 128, 8, 1, 6e-3, 60, 2),
  /** About 14 M parameters: for an evening on a laptop. */
  MICRO(8192, 384, 1024, 6, 6, 256, 16, 1, 1.5e-3, 200, 60),
  /** About 98 M parameters: for machines with many cores. */
  MINI(16_384, 768, 2048, 12, 12, 512, 8, 4, 6e-4, 500, 600);

  final int vocabulary;
  final int hidden;
  final int intermediate;
  final int layers;
  final int heads;
  final int context;
  final int batch;
  final int accumulation;
  final double learningRate;
  final int warmUp;
  final double minutes;

  TrainingPreset(
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
      double minutes) {
    this.vocabulary = vocabulary;
    this.hidden = hidden;
    this.intermediate = intermediate;
    this.layers = layers;
    this.heads = heads;
    this.context = context;
    this.batch = batch;
    this.accumulation = accumulation;
    this.learningRate = learningRate;
    this.warmUp = warmUp;
    this.minutes = minutes;
  }

  static TrainingPreset named(String name) {
    for (TrainingPreset preset : values()) {
      if (preset.name().equals(name.toUpperCase(Locale.ROOT))) {
        return preset;
      }
    }
    throw new TrainingProblem("there is no preset " + name + "\nexpected nano, micro or mini");
  }
}
