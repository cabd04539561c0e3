package org.arkwright.train.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Against the paper's update (arXiv:1711.05101, algorithm 2), written out in double precision, one
 * weight at a time.
 */
final class AdamWTest {
  private static final LlamaConfig TINY =
      new LlamaConfig(16, 4, 8, 1, 2, 2, 2, 8, 1e-5, Rope.DEFAULT, true, false);
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.95;
  private static final double DECAY = 0.1;
  private static final int STEPS = 12;

  @Test
  void steps_followThePaper_andDecayMatricesOnly() {
    compare(1e-8);
  }

  /** So large an epsilon shows where it is added: to the corrected root, outside of it. */
  @Test
  void largeEpsilon_isAddedToTheCorrectedRoot() {
    compare(0.5);
  }

  private static void compare(double epsilon) {
    ParameterLayout layout = ParameterLayout.of(TINY);
    int size = (int) layout.elements();
    int matrices = (int) layout.matrixElements();
    assertThat(matrices).isBetween(1, size - 1);
    SplittableRandom random = new SplittableRandom(7);
    float[] weights = drawn(random, size, 1);
    double[] expected = new double[size];
    double[] mean = new double[size];
    double[] variance = new double[size];
    for (int i = 0; i < size; i++) {
      expected[i] = weights[i];
    }
    try (Parameters parameters = new Parameters(layout, TrainingDevice.CPU);
        AdamW optimiser = new AdamW(parameters, BETA_1, BETA_2, epsilon, DECAY)) {
      fill(parameters.values(), weights);
      for (int step = 1; step <= STEPS; step++) {
        double rate = 0.01 * step;
        float[] gradients = drawn(random, size, step % 3);
        fill(parameters.gradients(), gradients);
        optimiser.step(step, rate);
        for (int i = 0; i < size; i++) {
          mean[i] = BETA_1 * mean[i] + (1 - BETA_1) * gradients[i];
          variance[i] = BETA_2 * variance[i] + (1 - BETA_2) * gradients[i] * gradients[i];
          double corrected = mean[i] / (1 - Math.pow(BETA_1, step));
          double root = Math.sqrt(variance[i] / (1 - Math.pow(BETA_2, step)));
          double decay = i < matrices ? DECAY * expected[i] : 0;
          expected[i] -= rate * (corrected / (root + epsilon) + decay);
        }
      }
      close(parameters.values(), expected);
      close(optimiser.mean(), mean);
      close(optimiser.variance(), variance);
    }
  }

  private static void fill(Tensor flat, float[] values) {
    FloatTransfer.write(flat, 0, values, values.length);
  }

  private static void close(Tensor flat, double[] expected) {
    float[] found = new float[expected.length];
    FloatTransfer.read(flat, 0, found, found.length);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).as("element %d", i).isCloseTo(expected[i], Offset.offset(2e-5));
    }
  }

  private static float[] drawn(SplittableRandom random, int size, double scale) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (scale * random.nextDouble(-1, 1));
    }
    return values;
  }
}
