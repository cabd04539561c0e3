package org.arkwright.train.model;

import java.util.Optional;

/**
 * Rotary position embedding (Su et al., arXiv:2104.09864).
 *
 * @param theta the base of the wavelengths
 * @param stretch the scaling to a longer context, if any
 */
public record Rope(double theta, Optional<Stretch> stretch) {
  /** The usual embedding of small models. */
  public static final Rope DEFAULT = new Rope(10_000, Optional.empty());

  /**
   * Llama 3.1's scaling of the low frequencies ({@code rope_type: llama3}).
   *
   * @param originalContext the context length before scaling, in tokens
   */
  public record Stretch(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContext) {
    double apply(double frequency) {
      double wavelength = 2 * Math.PI / frequency;
      if (wavelength < originalContext / highFrequencyFactor) {
        return frequency;
      }
      if (wavelength > originalContext / lowFrequencyFactor) {
        return frequency / factor;
      }
      double smooth =
          (originalContext / wavelength - lowFrequencyFactor)
              / (highFrequencyFactor - lowFrequencyFactor);
      return (1 - smooth) * frequency / factor + smooth * frequency;
    }
  }

  /** Returns the radians per position for each pair of a head. */
  public double[] frequencies(int headSize) {
    double[] frequencies = new double[headSize / 2];
    for (int pair = 0; pair < frequencies.length; pair++) {
      double frequency = Math.pow(theta, -2.0 * pair / headSize);
      frequencies[pair] = stretch.map(s -> s.apply(frequency)).orElse(frequency);
    }
    return frequencies;
  }
}
