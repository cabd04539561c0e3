package org.arkwright.train.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/**
 * The position of each named weight in one flat array: matrices first, then vectors of norms and
 * biases, so that weight decay applies to one range. The flat array makes an optimiser step, a
 * gradient's norm and an exchange between ranks single operations.
 *
 * @param matrixElements the number of elements of all matrices, which come first
 * @param elements the total number of elements
 */
public record ParameterLayout(List<Slot> slots, long matrixElements, long elements) {
  /**
   * A named weight.
   *
   * @param name the name in Hugging Face's checkpoints
   * @param shape the rows and columns of a matrix, or the length of a vector
   * @param offset the offset of its first element
   */
  public record Slot(String name, List<Long> shape, long offset) {
    /** The number of its elements. */
    public long elements() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** The shape as an array. */
    public long[] dimensions() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** Returns the layout of a network. */
  public static ParameterLayout of(LlamaConfig config) {
    Builder builder = new Builder();
    long hidden = config.hiddenSize();
    long queries = (long) config.heads() * config.headSize();
    long keys = (long) config.keyValueHeads() * config.headSize();
    builder.add("model.embed_tokens.weight", config.vocabularySize(), hidden);
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      builder.add(prefix + "self_attn.q_proj.weight", queries, hidden);
      builder.add(prefix + "self_attn.k_proj.weight", keys, hidden);
      builder.add(prefix + "self_attn.v_proj.weight", keys, hidden);
      builder.add(prefix + "self_attn.o_proj.weight", hidden, queries);
      builder.add(prefix + "mlp.gate_proj.weight", config.intermediateSize(), hidden);
      builder.add(prefix + "mlp.up_proj.weight", config.intermediateSize(), hidden);
      builder.add(prefix + "mlp.down_proj.weight", hidden, config.intermediateSize());
    }
    if (!config.tiedEmbeddings()) {
      builder.add("lm_head.weight", config.vocabularySize(), hidden);
    }
    long matrices = builder.next;
    for (int layer = 0; layer < config.layers(); layer++) {
      builder.add("model.layers." + layer + ".input_layernorm.weight", hidden);
      builder.add("model.layers." + layer + ".post_attention_layernorm.weight", hidden);
    }
    builder.add("model.norm.weight", hidden);
    for (int layer = 0; config.queryKeyValueBias() && layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".self_attn.";
      builder.add(prefix + "q_proj.bias", queries);
      builder.add(prefix + "k_proj.bias", keys);
      builder.add(prefix + "v_proj.bias", keys);
    }
    return builder.layout(matrices);
  }

  /** Returns a layout of matrices alone, each by its name with its rows and columns. */
  public static ParameterLayout ofMatrices(SequencedMap<String, List<Long>> shapes) {
    Builder builder = new Builder();
    shapes.forEach((name, shape) -> builder.add(name, shape.get(0), shape.get(1)));
    return builder.layout(builder.next);
  }

  private static final class Builder {
    private final List<Slot> slots = new ArrayList<>();
    private long next;

    ParameterLayout layout(long matrices) {
      return new ParameterLayout(List.copyOf(slots), matrices, next);
    }

    void add(String name, long... shape) {
      List<Long> dimensions = new ArrayList<>();
      for (long dimension : shape) {
        dimensions.add(dimension);
      }
      Slot slot = new Slot(name, List.copyOf(dimensions), next);
      slots.add(slot);
      next += slot.elements();
    }
  }
}
