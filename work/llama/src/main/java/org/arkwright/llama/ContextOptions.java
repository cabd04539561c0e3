package org.arkwright.llama;

import java.util.Optional;

/**
 * How a context is made.
 *
 * @param sequences the sequences that may be in it at once, 1 to 256
 * @param sequenceTokens the most tokens of each sequence; the library rounds up to 256s
 * @param batchTokens the most tokens of one pass, no fewer than there are sequences
 * @param threads compute threads; as many as there are cores is slower than one less where anything
 *     else runs, for they spin while they wait for one another
 * @param embeddings whether it gives embeddings; a sequence to embed has to fit into one batch
 * @param pooling how they are pooled; empty for the model's own way
 * @param cache how what was read of a sequence is kept
 */
public record ContextOptions(
    int sequences,
    int sequenceTokens,
    int batchTokens,
    int threads,
    boolean embeddings,
    Optional<Pooling> pooling,
    Cache cache) {
  /** Keys and values of the tokens that were read. */
  public enum Cache {
    /** Half the memory; logits differ by some thousandths. */
    F16,
    /** As they were computed, and read without flash attention: to compare with other programs. */
    F32
  }

  /** Beyond this, the library has hung rather than refused. */
  public static final int TOKENS_MAX = 1 << 24;

  static final int SEQUENCES_MAX = 256;
  private static final int THREADS_MAX = 512;

  public ContextOptions {
    Checks.range("sequences", sequences, 1, SEQUENCES_MAX);
    Checks.range("sequenceTokens", sequenceTokens, 1, TOKENS_MAX / sequences);
    // The library ends the process where a batch could not have one token of each sequence.
    Checks.range("batchTokens", batchTokens, sequences, TokenBatch.CAPACITY_MAX);
    Checks.range("threads", threads, 1, THREADS_MAX);
  }

  /** A context whose cache takes half the memory. */
  public ContextOptions(
      int sequences,
      int sequenceTokens,
      int batchTokens,
      int threads,
      boolean embeddings,
      Optional<Pooling> pooling) {
    this(sequences, sequenceTokens, batchTokens, threads, embeddings, pooling, Cache.F16);
  }

  /** The same with another cache. */
  public ContextOptions with(Cache other) {
    return new ContextOptions(
        sequences, sequenceTokens, batchTokens, threads, embeddings, pooling, other);
  }

  /** A context that generates text. */
  public static ContextOptions text(
      int sequences, int sequenceTokens, int batchTokens, int threads) {
    return new ContextOptions(
        sequences, sequenceTokens, batchTokens, threads, false, Optional.empty());
  }

  /** A context that embeds. */
  public static ContextOptions embedding(
      int sequences, int sequenceTokens, int batchTokens, int threads, Optional<Pooling> pooling) {
    return new ContextOptions(sequences, sequenceTokens, batchTokens, threads, true, pooling);
  }
}
