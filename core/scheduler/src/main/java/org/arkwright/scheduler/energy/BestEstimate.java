package org.arkwright.scheduler.energy;

import java.util.Arrays;

/**
 * The best linear estimate of a series from a forecast with known errors that are independent
 * between slots: the Wiener filter (Wiener, Extrapolation, Interpolation and Smoothing of
 * Stationary Time Series, 1949) over neighbouring slots. Neighbouring hours are correlated and
 * errors are not, so the neighbours reveal how much of a dip is real. Because emissions and money
 * are linear in the series, choosing by this estimate minimises the expected loss.
 *
 * <p>It needs only the forecast and its error: the covariance of the series is that of the
 * forecast, less the error's variance at lag zero. A forecast without error is returned unchanged.
 */
public final class BestEstimate {
  /** The number of neighbours used on either side. More gains nothing on half-hourly grid data. */
  static final int REACH = 12;

  private BestEstimate() {}

  /**
   * Returns the estimate of each slot.
   *
   * @param deviation standard deviation of a slot's error, in the forecast's unit
   */
  public static double[] of(double[] forecast, double deviation) {
    // Fewer than eight slots per coefficient tell too little about the covariance.
    int reach = Math.min(REACH, forecast.length / 16);
    if (deviation <= 0 || reach == 0) {
      return forecast.clone();
    }
    double mean = mean(forecast);
    double[] covariance = covariance(forecast, mean, 2 * reach);
    double error = deviation * deviation;
    if (covariance[0] <= error) {
      // All variation may be error.
      double[] flat = new double[forecast.length];
      Arrays.fill(flat, mean);
      return flat;
    }
    return filtered(forecast, mean, weights(covariance, error, reach));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double[] covariance(double[] values, double mean, int lags) {
    double[] covariance = new double[lags + 1];
    for (int lag = 0; lag <= lags; lag++) {
      double sum = 0;
      for (int slot = 0; slot + lag < values.length; slot++) {
        sum += (values[slot] - mean) * (values[slot + lag] - mean);
      }
      covariance[lag] = sum / values.length;
    }
    return covariance;
  }

  /** Solves (covariance of the forecast) × weights = covariance with the truth. */
  private static double[] weights(double[] covariance, double error, int reach) {
    int size = 2 * reach + 1;
    double[][] rows = new double[size][size + 1];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        rows[row][column] = covariance[Math.abs(row - column)];
      }
      rows[row][size] = covariance[Math.abs(row - reach)] - (row == reach ? error : 0);
    }
    // The matrix is positive definite because errors are independent: no pivoting is needed.
    for (int pivot = 0; pivot < size; pivot++) {
      for (int row = pivot + 1; row < size; row++) {
        double factor = rows[row][pivot] / rows[pivot][pivot];
        for (int column = pivot; column <= size; column++) {
          rows[row][column] -= factor * rows[pivot][column];
        }
      }
    }
    double[] weights = new double[size];
    for (int row = size - 1; row >= 0; row--) {
      double rest = rows[row][size];
      for (int column = row + 1; column < size; column++) {
        rest -= rows[row][column] * weights[column];
      }
      weights[row] = rest / rows[row][row];
    }
    return weights;
  }

  /** Applies the filter; the series is mirrored beyond its ends. */
  private static double[] filtered(double[] forecast, double mean, double[] weights) {
    int reach = weights.length / 2;
    double[] estimate = new double[forecast.length];
    for (int slot = 0; slot < forecast.length; slot++) {
      double sum = mean;
      for (int lag = -reach; lag <= reach; lag++) {
        int near = Math.abs(slot + lag);
        near = near < forecast.length ? near : 2 * (forecast.length - 1) - near;
        sum += weights[lag + reach] * (forecast[near] - mean);
      }
      estimate[slot] = sum;
    }
    return estimate;
  }
}
