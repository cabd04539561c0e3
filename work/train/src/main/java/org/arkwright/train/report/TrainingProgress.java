package org.arkwright.train.report;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Reports the progress of training, from the leading rank only: as lines on the output, and as
 * metrics to the tracking server. The form of the lines is fixed: {@code step N/M loss L lr R
 * tokens/s T eta S}, where M is 0 while undecided, and S is in whole seconds.
 */
public final class TrainingProgress {
  private static final long LOG_NANOS = 1_000_000_000L;

  private final PrintStream out;
  private final TrackingClient tracking;
  private final boolean isLeader;
  private final int everySteps;
  private final LongSupplier nanos;
  private long loggedNanos;
  private long loggedStep = -1;
  private double lossSum;
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
  public void say(String sentence) {
    if (isLeader) {
      out.println(sentence);
      out.flush();
    }
  }

  /** Starts the clock of the training speed. */
  public void begin() {
    loggedNanos = nanos.getAsLong();
  }

  /** Reports a completed step. */
  public void step(long step, long planned, double loss, double learningRate, long tokensPerStep) {
    if (loggedStep < 0) {
      loggedStep = step - 1;
    }
    lossSum += loss;
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
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", mean);
    metrics.put("learning_rate", learningRate);
    metrics.put("tokens_per_second", speed);
    tracking.metrics(step, System.currentTimeMillis(), metrics);
  }

  /** Reports the loss on the validation data. */
  public void validation(long step, double loss) {
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
