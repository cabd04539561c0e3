package org.arkwright.train.report;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells how training goes: a line on the output and metrics to the tracking server, from the
 * leading rank alone. The line's words are fixed: {@code step N/M loss L lr R tokens/s T eta S}, M
 * being 0 while the end is not settled, S whole seconds.
 */
public final class TrainingProgress {
  private static final long LOG_NANOS = 1_000_000_000L;

  private final PrintStream out;
  private final TrackingClient tracking;
  private final boolean speaks;
  private final int everySteps;
  private final LongSupplier nanos;
  private long loggedNanos;
  private long loggedStep = -1;
  private double lossSum;
  private double speed;

  /**
   * A reporter.
   *
   * @param everySteps steps between lines; 0: about one line a second
   * @param nanos a monotonic clock
   */
  public TrainingProgress(
      PrintStream out,
      TrackingClient tracking,
      boolean speaks,
      int everySteps,
      LongSupplier nanos) {
    this.out = out;
    this.tracking = tracking;
    this.speaks = speaks;
    this.everySteps = everySteps;
    this.nanos = nanos;
    this.loggedNanos = nanos.getAsLong();
  }

  /** Tells a sentence. */
  public void say(String sentence) {
    if (speaks) {
      out.println(sentence);
      out.flush();
    }
  }

  /** Starts the clock: what was before is no training. */
  public void begin() {
    loggedNanos = nanos.getAsLong();
  }

  /** Tells of a step done. */
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
    if (!speaks) {
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

  /** Tells of the loss on what was held out. */
  public void validation(long step, double loss) {
    say(
        String.format(
            Locale.ROOT,
            "validation step %d loss %.4f perplexity %.2f",
            step,
            loss,
            Math.exp(loss)));
    if (speaks) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("validation_loss", loss);
      metrics.put("validation_perplexity", Math.exp(loss));
      tracking.metrics(step, System.currentTimeMillis(), metrics);
    }
  }
}
