package org.arkwright.train.tune;

import java.util.Locale;
import java.util.OptionalLong;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.report.TrainingProblem;

/**
 * The memory that a tuning takes, in bytes, from the shapes of what it holds and of what LibTorch
 * keeps for the way back: SmolLM2 with sequences of 1,024 tokens took 4.36 of 4.45 GiB.
 *
 * @param weights of the network
 * @param trained gradients, the optimiser's means and its scratch, and an adapter's own weights
 * @param kept inner values of a pass
 * @param process the program itself
 */
record TuningMemory(long weights, long trained, long kept, long process) {
  private static final double GIBI = 1 << 30;

  /** The Java machine, LibTorch's code, and buffers of files. */
  private static final long PROCESS = 700L << 20;

  /** Logits of a part with their gradients and exponentials. */
  private static final long LOGITS = 3 * 4L * (1 << 25);

  /**
   * Estimates a tuning.
   *
   * @param trainable the parameters that are trained
   * @param adapter whether they are beside the network's own
   * @param tokens of a pass
   * @param recompute whether inner values of one block alone are kept
   */
  static TuningMemory of(
      LlamaConfig config, long trainable, boolean adapter, long tokens, boolean recompute) {
    long perToken =
        4L * (18L * config.hiddenSize() + 8L * config.intermediateSize())
            + 8L * (config.heads() + 2L * config.keyValueHeads()) * config.headSize();
    long streams = 4L * config.hiddenSize() * config.layers();
    long kept = tokens * (recompute ? perToken + 2 * streams : perToken * config.layers());
    return new TuningMemory(
        4 * config.parameters(), (adapter ? 20 : 16) * trainable, kept + LOGITS, PROCESS);
  }

  long total() {
    return weights + trained + kept + process;
  }

  /**
   * Refuses what does not fit.
   *
   * @param available in bytes; empty if unknown
   * @throws TrainingProblem with the sum
   */
  void check(OptionalLong available) {
    if (available.isPresent() && total() > available.getAsLong()) {
      throw new TrainingProblem(
          String.format(
              Locale.ROOT,
              "this tuning takes about %s, and may take %s\n"
                  + "expected a smaller --max-length or --batch, an adapter instead of --tune full,"
                  + " or more memory",
              this,
              gibi(available.getAsLong())));
    }
  }

  /** Returns the sum as text. */
  @Override
  public String toString() {
    return "%s: %s weights + %s training + %s values of a pass + %s program"
        .formatted(gibi(total()), gibi(weights), gibi(trained), gibi(kept), gibi(process));
  }

  private static String gibi(long bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", bytes / GIBI);
  }
}
