package org.arkwright.train.text;

import java.util.SplittableRandom;
import org.arkwright.train.report.TrainingProblem;

/**
 * A token stream cut into blocks of one context each. The last blocks are held out for validation;
 * the others are used in a random order, drawn from the seed for each pass. The n-th training
 * sequence depends only on the stream and the seed, so a run that resumes, possibly with other
 * ranks, continues where it stopped. Not thread-safe.
 */
public final class Batches {
  private final int[] tokens;
  private final int context;
  private final long seed;
  private final int trainingBlocks;
  private final int validationBlocks;
  private int[] order = new int[0];
  private long orderOfPass = -1;

  /**
   * Cuts a stream into blocks.
   *
   * @param context the number of tokens of a block
   * @param validation the share of the blocks held out, 0 to 0.5
   * @param validationBlocksMax the most blocks held out
   */
  public Batches(
      TokenStream stream, int context, double validation, int validationBlocksMax, long seed) {
    this.tokens = stream.tokens();
    this.context = context;
    this.seed = seed;
    int blocks = (tokens.length - 1) / context;
    int heldOut = Math.min(validationBlocksMax, (int) Math.ceil(blocks * validation));
    this.validationBlocks = blocks > 1 ? heldOut : 0;
    this.trainingBlocks = blocks - validationBlocks;
    if (trainingBlocks < 1) {
      throw new TrainingProblem(
          "the text has %d tokens, too few for one context of %d\nexpected more text, or a smaller --context"
              .formatted(tokens.length, context));
    }
  }

  /** The number of blocks of one pass over the training data. */
  public int trainingBlocks() {
    return trainingBlocks;
  }

  /** The number of blocks held out. */
  public int validationBlocks() {
    return validationBlocks;
  }

  /**
   * Copies the {@code number}-th training sequence, from zero, counted over all passes.
   *
   * @param inputs receives the block from {@code at} on, like {@code targets}
   */
  public void training(long number, long[] inputs, long[] targets, int at) {
    long pass = number / trainingBlocks;
    if (pass != orderOfPass) {
      order =
          Permutation.of(trainingBlocks, new SplittableRandom(seed ^ (pass * 0x9E3779B97F4A7C15L)));
      orderOfPass = pass;
    }
    copy(order[(int) (number % trainingBlocks)], inputs, targets, at);
  }

  /** Copies the {@code number}-th block held out for validation. */
  public void validation(int number, long[] inputs, long[] targets, int at) {
    copy(trainingBlocks + number, inputs, targets, at);
  }

  private void copy(int block, long[] inputs, long[] targets, int at) {
    int from = block * context;
    for (int i = 0; i < context; i++) {
      inputs[at + i] = tokens[from + i];
      targets[at + i] = tokens[from + i + 1];
    }
  }
}
