package org.arkwright.convert.network;

/** How positions are stretched beyond the context with which a network was first trained. */
public sealed interface RopeScaling {
  /** Not at all. */
  record None() implements RopeScaling {}

  /** Each position divided by a factor. */
  record Linear(double factor) implements RopeScaling {}

  /** Llama 3.1's: low frequencies divided, high ones as they are, a ramp between. */
  record Llama3(double factor, double lowFactor, double highFactor, int originalContext)
      implements RopeScaling {
    /**
     * By what each frequency is divided, in the order of the frequencies.
     *
     * @param theta the base of the frequencies
     */
    public float[] divisors(double theta, int headSize) {
      float[] divisors = new float[headSize / 2];
      for (int i = 0; i < divisors.length; i++) {
        double wavelength = 2 * Math.PI * Math.pow(theta, 2.0 * i / headSize);
        double smooth = (originalContext / wavelength - lowFactor) / (highFactor - lowFactor);
        if (wavelength < originalContext / highFactor) {
          divisors[i] = 1;
        } else if (wavelength > originalContext / lowFactor) {
          divisors[i] = (float) factor;
        } else {
          divisors[i] = (float) (1 / ((1 - smooth) / factor + smooth));
        }
      }
      return divisors;
    }
  }

  /** YaRN's (arXiv 2309.00071), with its factor of attention 0.1 ln(factor) + 1. */
  record Yarn(double factor, int originalContext, double betaFast, double betaSlow)
      implements RopeScaling {}
}
