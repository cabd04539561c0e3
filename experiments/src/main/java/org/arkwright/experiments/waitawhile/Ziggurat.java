package org.arkwright.experiments.waitawhile;

/**
 * A source of standard normal values by the ziggurat of 256 layers (Marsaglia and Tsang, J. Stat.
 * Softw. 5, 2000), using random bits in the same order as NumPy.
 */
final class Ziggurat {
  private static final int LAYERS = 256;
  private static final double RIGHT = 3.654152885361009;
  private static final double AREA = 0.00492867323399;
  private static final double SCALE = 0x1.0p52;

  private static final double[] WIDTHS = new double[LAYERS];
  private static final long[] INSIDE = new long[LAYERS];
  private static final double[] HEIGHTS = new double[LAYERS];

  static {
    double edge = RIGHT;
    double wider = RIGHT;
    double base = AREA / height(RIGHT);
    INSIDE[0] = (long) (RIGHT / base * SCALE);
    INSIDE[1] = 0;
    WIDTHS[0] = base / SCALE;
    WIDTHS[LAYERS - 1] = RIGHT / SCALE;
    HEIGHTS[0] = 1;
    HEIGHTS[LAYERS - 1] = height(RIGHT);
    for (int layer = LAYERS - 2; layer >= 1; layer--) {
      edge = StrictMath.sqrt(-2 * StrictMath.log(AREA / edge + height(edge)));
      INSIDE[layer + 1] = (long) (edge / wider * SCALE);
      wider = edge;
      HEIGHTS[layer] = height(edge);
      WIDTHS[layer] = edge / SCALE;
    }
  }

  private Ziggurat() {}

  static double next(NumpyRandom random) {
    while (true) {
      long bits = random.nextLong();
      int layer = (int) (bits & 0xff);
      boolean negative = (bits >>> 8 & 1) == 1;
      long magnitude = bits >>> 9 & 0xfffffffffffffL;
      double value = negative ? -magnitude * WIDTHS[layer] : magnitude * WIDTHS[layer];
      if (magnitude < INSIDE[layer]) {
        return value;
      }
      if (layer == 0) {
        double tail = tail(random);
        return (magnitude >>> 8 & 1) == 1 ? -tail : tail;
      }
      double drop = HEIGHTS[layer - 1] - HEIGHTS[layer];
      if (drop * random.nextDouble() + HEIGHTS[layer] < height(value)) {
        return value;
      }
    }
  }

  private static double tail(NumpyRandom random) {
    while (true) {
      double beyond = -StrictMath.log1p(-random.nextDouble()) / RIGHT;
      double height = -StrictMath.log1p(-random.nextDouble());
      if (height + height > beyond * beyond) {
        return RIGHT + beyond;
      }
    }
  }

  private static double height(double value) {
    return StrictMath.exp(-0.5 * value * value);
  }
}
