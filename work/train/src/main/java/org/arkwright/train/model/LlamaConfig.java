package org.arkwright.train.model;

/**
 * The shape of a Llama network, in the terms of Hugging Face's {@code LlamaConfig}.
 *
 * @param vocabularySize the number of rows of the embedding
 * @param hiddenSize the width of the residual stream
 * @param intermediateSize the width inside the SwiGLU block
 * @param keyValueHeads fewer than {@code heads} means grouped-query attention
 * @param headSize the width of one head; heads × headSize need not equal hiddenSize
 * @param contextLength the longest sequence, in tokens
 * @param normEpsilon the epsilon of RMSNorm
 * @param tiedEmbeddings whether the output layer is the embedding's transpose
 * @param queryKeyValueBias whether queries, keys and values have biases, as Qwen 2's do
 */
public record LlamaConfig(
    int vocabularySize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int contextLength,
    double normEpsilon,
    Rope rope,
    boolean tiedEmbeddings,
    boolean queryKeyValueBias) {
  public LlamaConfig {
    if (vocabularySize < 1
        || hiddenSize < 1
        || intermediateSize < 1
        || layers < 1
        || heads < 1
        || keyValueHeads < 1
        || contextLength < 1) {
      throw new IllegalArgumentException("a network's sizes are positive");
    }
    if (heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          "%d heads cannot share %d key-value heads evenly".formatted(heads, keyValueHeads));
    }
    if (headSize < 2 || headSize % 2 != 0) {
      throw new IllegalArgumentException("a head's size is even, not " + headSize);
    }
  }

  /**
   * The standard deviation of initial weights: the customary 0.02 at a width of 1,024, scaled with
   * the inverse root of the width (Glorot and Bengio 2010), so that narrower networks learn far
   * more in their first minutes.
   */
  public double initialDeviation() {
    return 0.02 * Math.sqrt(1024.0 / hiddenSize);
  }

  /** The number of trainable parameters. */
  public long parameters() {
    return ParameterLayout.of(this).elements();
  }
}
