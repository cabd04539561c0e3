package org.arkwright.train.report;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Reports the progress of training, from the leading rank only: as lines on the output by the
 * clock, and as metrics to the tracking server by steps, so that equal runs give equal curves: each
 * step up to 100, then every tenth up to 1,000, and so on. Thread-safe. The form of the lines is
 * fixed: {@code step N/M loss L lr R tokens/s T eta S}, where M is 0 while undecided, and S is in
 * whole seconds.
 */
public final class TrainingProgress {
  private static final long LOG_NANOS = 1_000_000_000L;

  /** Steps in a row that are all tracked; then only every tenth is, and so on. */
  private static final int TRACKED_STEPS = 100;

  private final PrintStream out;
  private final TrackingClient tracking;
  private final boolean isLeader;
  private final int everySteps;
  private final LongSupplier nanos;
  private long loggedNanos;
  private long loggedStep = -1;
  private double lossSum;
  private double trackedSum;
  private long trackedSteps;
  private double speed;

  /**
   * Creates a reporter.
   *
   * @param everySteps the number of steps between lines; 0 for about one line per second
   * @param nanos a monotonic clock
   */
  public TrainingProgress(
      PrintStream out,
      TrackingClient tracking,
      boolean isLeader,
      int everySteps,
      LongSupplier nanos) {
    this.out = out;
    this.tracking = tracking;
    this.isLeader = isLeader;
    this.everySteps = everySteps;
    this.nanos = nanos;
    this.loggedNanos = nanos.getAsLong();
  }

  /** Prints a sentence. */
  public synchronized void say(String sentence) {
    if (isLeader) {
      out.println(sentence);
      out.flush();
    }
  }

  /** Starts the clock of the training speed. */
  public synchronized void begin() {
    loggedNanos = nanos.getAsLong();
  }

  /** Reports a completed step. */
  public synchronized void step(
      long step, long planned, double loss, double learningRate, long tokensPerStep) {
    if (loggedStep < 0) {
      loggedStep = step - 1;
    }
    lossSum += loss;
    track(step, planned, loss, learningRate);
    long now = nanos.getAsLong();
    boolean due = everySteps > 0 ? step % everySteps == 0 : now - loggedNanos >= LOG_NANOS;
    if (!due && step != planned) {
      return;
    }
    long steps = step - loggedStep;
    double current = steps * tokensPerStep / Math.max(1e-9, (now - loggedNanos) / 1e9);
    speed = speed == 0 ? current : 0.7 * speed + 0.3 * current;
    double mean = lossSum / steps;
    loggedStep = step;
    loggedNanos = now;
    lossSum = 0;
    if (!isLeader) {
      return;
    }
    long eta = planned == 0 ? 0 : (long) ((planned - step) * tokensPerStep / speed);
    say(
        String.format(
            Locale.ROOT,
            "step %d/%d loss %.4f lr %.2e tokens/s %.0f eta %d",
            step,
            planned,
            mean,
            learningRate,
            speed,
            eta));
    tracking.metrics(step, System.currentTimeMillis(), Map.of("tokens_per_second", speed));
  }

  /** Tracks the mean loss of the steps since the last that was tracked. */
  private void track(long step, long planned, double loss, double learningRate) {
    trackedSum += loss;
    trackedSteps++;
    if (!isLeader || (step % trackedEvery(step) != 0 && step != planned)) {
      return;
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", trackedSum / trackedSteps);
    metrics.put("learning_rate", learningRate);
    tracking.metrics(step, System.currentTimeMillis(), metrics);
    trackedSum = 0;
    trackedSteps = 0;
  }

  private long trackedEvery(long step) {
    if (everySteps > 0) {
      return everySteps;
    }
    long every = 1;
    while (step / every >= TRACKED_STEPS) {
      every *= 10;
    }
    return every;
  }

  /** Reports the loss on the validation data. */
  public synchronized void validation(long step, double loss) {
    say(
        String.format(
            Locale.ROOT,
            "validation step %d loss %.4f perplexity %.2f",
            step,
            loss,
            Math.exp(loss)));
    if (isLeader) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("validation_loss", loss);
      metrics.put("validation_perplexity", Math.exp(loss));
      tracking.metrics(step, System.currentTimeMillis(), metrics);
    }
  }
}
