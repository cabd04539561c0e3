package org.arkwright.convert.network;

import static org.arkwright.convert.source.ConversionProblem.shown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.convert.weights.Weight;
import org.arkwright.convert.weights.WeightFiles;
import org.arkwright.llama.GgufWriter;
import org.arkwright.llama.GgufWriter.TensorType;

/** The tensors of a network: which there have to be, and what each is in GGUF. */
public final class TensorPlan {
  private static final int NAMED_MAX = 3;

  /** What old programs wrote beside the weights, and all compute anew. */
  private static final List<String> COMPUTED = List.of(".rotary_emb.inv_freq", ".masked_bias");

  private final NetworkShape shape;
  private final Map<String, Planned> planned = new LinkedHashMap<>();

  /**
   * A tensor.
   *
   * @param name in GGUF
   * @param shape rows first
   * @param rotated whether its rows change places
   */
  private record Planned(String name, List<Long> shape, boolean rotated) {}

  private TensorPlan(NetworkShape shape) {
    this.shape = shape;
  }

  public static TensorPlan of(NetworkShape shape) {
    TensorPlan plan = new TensorPlan(shape);
    plan.planAll();
    return plan;
  }

  private void planAll() {
    plan("model.embed_tokens.weight", "token_embd.weight", shape.vocabulary(), shape.width());
    for (int layer = 0; layer < shape.layers(); layer++) {
      planLayer("model.layers." + layer + ".", "blk." + layer + ".");
    }
    plan("model.norm.weight", "output_norm.weight", shape.width());
    if (!shape.tied()) {
      plan("lm_head.weight", "output.weight", shape.vocabulary(), shape.width());
    }
  }

  private void planLayer(String from, String to) {
    int width = shape.width();
    int queries = Math.multiplyExact(shape.heads(), shape.headSize());
    int keys = Math.multiplyExact(shape.keyValueHeads(), shape.headSize());
    boolean pairs = shape.family().rotatesPairs();
    boolean biased = shape.family().hasQueryKeyValueBias() || shape.attentionBias();
    plan(from + "input_layernorm.weight", to + "attn_norm.weight", width);
    linear(from + "self_attn.q_proj", to + "attn_q", biased, pairs, queries, width);
    linear(from + "self_attn.k_proj", to + "attn_k", biased, pairs, keys, width);
    linear(from + "self_attn.v_proj", to + "attn_v", biased, false, keys, width);
    linear(
        from + "self_attn.o_proj",
        to + "attn_output",
        shape.attentionBias(),
        false,
        width,
        queries);
    if (shape.family().normalizesQueriesAndKeys()) {
      plan(from + "self_attn.q_norm.weight", to + "attn_q_norm.weight", shape.headSize());
      plan(from + "self_attn.k_norm.weight", to + "attn_k_norm.weight", shape.headSize());
    }
    boolean mlp = shape.mlpBias();
    plan(from + "post_attention_layernorm.weight", to + "ffn_norm.weight", width);
    linear(from + "mlp.gate_proj", to + "ffn_gate", mlp, false, shape.inner(), width);
    linear(from + "mlp.up_proj", to + "ffn_up", mlp, false, shape.inner(), width);
    linear(from + "mlp.down_proj", to + "ffn_down", mlp, false, width, shape.inner());
  }

  private void plan(String from, String to, long... sizes) {
    List<Long> dimensions = new ArrayList<>();
    for (long size : sizes) {
      dimensions.add(size);
    }
    planned.put(from, new Planned(to, List.copyOf(dimensions), false));
  }

  private void linear(
      String from, String to, boolean biased, boolean rotated, long rows, long columns) {
    planned.put(from + ".weight", new Planned(to + ".weight", List.of(rows, columns), rotated));
    if (biased) {
      planned.put(from + ".bias", new Planned(to + ".bias", List.of(rows), rotated));
    }
  }

  /**
   * Adds all tensors to a file that is written later, from weights that stay open until then.
   * Vectors stay F32, as llama.cpp wants them.
   *
   * @throws ConversionProblem when one is missing, of another shape, or one too many
   */
  public void addTo(GgufWriter gguf, WeightFiles weights, TensorType type) {
    refuseUnknown(weights.names());
    planned.forEach((name, to) -> {
      Weight weight =
          weights
              .find(name)
              .orElseThrow(() ->
                  new ConversionProblem(
                      "there is no weight %s\nexpected one of %s".formatted(name, to.shape())));
      if (!weight.shape().equals(to.shape())) {
        throw new ConversionProblem(
            "the weight %s has the shape %s\nexpected %s, by config.json"
                .formatted(name, weight.shape(), to.shape()));
      }
      TensorType as = to.shape().size() == 1 ? TensorType.F32 : type;
      gguf.tensor(
          to.name(),
          to.shape(),
          as,
          to.rotated()
              ? out -> weight.writeRotatedTo(out, as, shape.headSize())
              : out -> weight.writeTo(out, as));
    });
    if (shape.scaling() instanceof RopeScaling.Llama3 scaling) {
      float[] divisors = scaling.divisors(shape.ropeTheta(), shape.headSize());
      gguf.tensor("rope_freqs.weight", divisors, divisors.length);
    }
  }

  private void refuseUnknown(Set<String> names) {
    List<String> unknown =
        names.stream()
            .filter(name -> !planned.containsKey(name))
            .filter(name -> COMPUTED.stream().noneMatch(name::endsWith))
            .filter(name -> !(shape.tied() && name.equals("lm_head.weight")))
            .toList();
    if (!unknown.isEmpty()) {
      throw new ConversionProblem(
          "there are %d weights that a network of the family %s has not: %s%s\nexpected those alone"
              .formatted(
                  unknown.size(),
                  shape.family(),
                  unknown.stream()
                      .limit(NAMED_MAX)
                      .map(name -> shown(name))
                      .collect(Collectors.joining(", ")),
                  unknown.size() > NAMED_MAX ? ", …" : ""));
    }
  }

  /** Describes the network. */
  public void describe(GgufWriter gguf) {
    String prefix = shape.family().ggufName() + ".";
    gguf.number(prefix + "vocab_size", shape.vocabulary());
    gguf.number(prefix + "context_length", shape.context());
    gguf.number(prefix + "embedding_length", shape.width());
    gguf.number(prefix + "block_count", shape.layers());
    gguf.number(prefix + "feed_forward_length", shape.inner());
    gguf.number(prefix + "attention.head_count", shape.heads());
    gguf.number(prefix + "attention.head_count_kv", shape.keyValueHeads());
    gguf.number(prefix + "attention.key_length", shape.headSize());
    gguf.number(prefix + "attention.value_length", shape.headSize());
    gguf.real(prefix + "attention.layer_norm_rms_epsilon", (float) shape.normEpsilon());
    gguf.number(prefix + "rope.dimension_count", shape.headSize());
    gguf.real(prefix + "rope.freq_base", (float) shape.ropeTheta());
    String scaling = prefix + "rope.scaling.";
    switch (shape.scaling()) {
      case RopeScaling.None _, RopeScaling.Llama3 _ -> {
        // Nothing, or a tensor.
      }
      case RopeScaling.Linear linear ->
          gguf.text(scaling + "type", "linear").real(scaling + "factor", (float) linear.factor());
      case RopeScaling.Yarn yarn ->
          gguf.text(scaling + "type", "yarn")
              .real(scaling + "factor", (float) yarn.factor())
              .number(scaling + "original_context_length", yarn.originalContext())
              .real(scaling + "yarn_beta_fast", (float) yarn.betaFast())
              .real(scaling + "yarn_beta_slow", (float) yarn.betaSlow());
    }
  }
}
