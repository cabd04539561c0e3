package org.arkwright.train.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The Llama network (Touvron et al., arXiv:2302.13971): RMSNorm, rotary positions in Hugging Face's
 * half-split order, grouped-query attention, SwiGLU. Callers wrap each pass in a PointerScope.
 */
public final class Llama {
  private final LlamaConfig config;
  private final Parameters parameters;
  private final List<Block> blocks = new ArrayList<>();
  private final Tensor cosines;
  private final Tensor sines;
  private final long[] normShape;

  private record Block(
      Tensor attentionNorm,
      Projection query,
      Projection key,
      Projection value,
      Projection output,
      Tensor mlpNorm,
      Projection gate,
      Projection up,
      Projection down) {}

  /**
   * Where the tokens of a pass stand.
   *
   * @param cosine of each token's position, [time, 1, half a head], like {@code sine}
   * @param lengths of the sequences that lie one after another in a row; empty for one
   */
  private record Positions(Tensor cosine, Tensor sine, List<Integer> lengths) {}

  /** Creates a network with the given weights, which remain the caller's. */
  public Llama(LlamaConfig config, Parameters parameters) {
    this(config, parameters, config.contextLength(), Optional.empty());
  }

  /**
   * Creates a network with an adapter.
   *
   * @param longest the tokens of the longest sequence that it will see
   * @param adapter remains the caller's
   */
  public Llama(LlamaConfig config, Parameters parameters, int longest, Optional<Adapter> adapter) {
    this.config = config;
    this.parameters = parameters;
    this.normShape = new long[] {config.hiddenSize()};
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      blocks.add(
          new Block(
              parameters.get(prefix + "input_layernorm.weight"),
              projection(prefix + "self_attn.q_proj", config.queryKeyValueBias(), adapter),
              projection(prefix + "self_attn.k_proj", config.queryKeyValueBias(), adapter),
              projection(prefix + "self_attn.v_proj", config.queryKeyValueBias(), adapter),
              projection(prefix + "self_attn.o_proj", false, adapter),
              parameters.get(prefix + "post_attention_layernorm.weight"),
              projection(prefix + "mlp.gate_proj", false, adapter),
              projection(prefix + "mlp.up_proj", false, adapter),
              projection(prefix + "mlp.down_proj", false, adapter)));
    }
    int half = config.headSize() / 2;
    int positions = Math.min(longest, config.contextLength());
    double[] frequencies = config.rope().frequencies(config.headSize());
    float[] cosine = new float[positions * half];
    float[] sine = new float[cosine.length];
    for (int position = 0; position < positions; position++) {
      for (int pair = 0; pair < half; pair++) {
        cosine[position * half + pair] = (float) Math.cos(position * frequencies[pair]);
        sine[position * half + pair] = (float) Math.sin(position * frequencies[pair]);
      }
    }
    TrainingDevice device = parameters.device();
    this.cosines = device.place(TensorData.tensor(cosine, positions, half));
    this.sines = device.place(TensorData.tensor(sine, positions, half));
  }

  private Projection projection(String layer, boolean biased, Optional<Adapter> adapter) {
    return new Projection(
        parameters.get(layer + ".weight"),
        biased ? Optional.of(parameters.get(layer + ".bias")) : Optional.empty(),
        adapter.flatMap(found -> found.find(layer + ".weight")));
  }

  public LlamaConfig config() {
    return config;
  }

  /** The number of blocks. */
  public int depth() {
    return blocks.size();
  }

  /**
   * Returns the logits of each next token.
   *
   * @param tokens int64, [batch, time], time at most the context length
   * @return [batch, time, vocabulary]
   */
  public Tensor logits(Tensor tokens) {
    return torch.linear(hidden(tokens), output());
  }

  /**
   * Returns the mean cross entropy in nats, as float32, computed in the precision of the weights'
   * device.
   *
   * @param targets int64, [batch, time]: the token that follows each of {@code tokens}
   */
  public Tensor loss(Tensor tokens, Tensor targets) {
    try (TrainingDevice.Mixing _ = parameters.device().mixing()) {
      Tensor logits = logits(tokens).to(ScalarType.Float);
      return torch.cross_entropy_loss(
          logits.view(-1, config.vocabularySize()), targets.reshape(-1));
    }
  }

  /** Returns the tokens' embeddings, [batch, time, width]. */
  public Tensor embed(Tensor tokens) {
    return torch.embedding(parameters.get("model.embed_tokens.weight"), tokens);
  }

  /**
   * Returns what a block makes of a row of sequences that lie one after another. No sequence sees
   * another: each attends within its own part of the row, and its positions begin with 0.
   *
   * @param number of the block, from 0
   * @param stream [1, time, width]
   * @param lengths of the sequences, in tokens, time in all
   */
  public Tensor block(int number, Tensor stream, List<Integer> lengths) {
    return block(blocks.get(number), stream, positions(lengths));
  }

  /**
   * Returns the logits at some places of the last block's outputs.
   *
   * @param places int64, [count], of the row's tokens
   * @return [count, vocabulary]
   */
  public Tensor logitsAt(Tensor stream, Tensor places) {
    Tensor chosen = stream.view(-1, config.hiddenSize()).index_select(0, places);
    return torch.linear(norm(chosen, parameters.get("model.norm.weight")), output());
  }

  private Positions positions(List<Integer> lengths) {
    TensorVector cosine = new TensorVector();
    TensorVector sine = new TensorVector();
    for (int length : lengths) {
      cosine.push_back(cosines.narrow(0, 0, length));
      sine.push_back(sines.narrow(0, 0, length));
    }
    return new Positions(
        torch.cat(cosine, 0).unsqueeze(1), torch.cat(sine, 0).unsqueeze(1), lengths);
  }

  private Tensor output() {
    return parameters.get(config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight");
  }

  private Tensor hidden(Tensor tokens) {
    long time = tokens.size(1);
    // [time, 1, half]: sequences keep the order batch, time, head, so that reshaping does not copy.
    Positions positions =
        new Positions(
            cosines.narrow(0, 0, time).unsqueeze(1),
            sines.narrow(0, 0, time).unsqueeze(1),
            List.of());
    Tensor stream = embed(tokens);
    for (Block block : blocks) {
      stream = block(block, stream, positions);
    }
    return norm(stream, parameters.get("model.norm.weight"));
  }

  private Tensor block(Block block, Tensor before, Positions positions) {
    Tensor stream = before.add(attention(norm(before, block.attentionNorm), block, positions));
    Tensor normed = norm(stream, block.mlpNorm);
    Tensor inner = torch.silu(block.gate.apply(normed)).mul(block.up.apply(normed));
    return stream.add(block.down.apply(inner));
  }

  private Tensor norm(Tensor stream, Tensor weight) {
    return torch.rms_norm(
        stream, normShape, new TensorOptional(weight), new DoubleOptional(config.normEpsilon()));
  }

  private Tensor attention(Tensor stream, Block block, Positions positions) {
    long batch = stream.size(0);
    long time = stream.size(1);
    Tensor query = rotate(heads(block.query.apply(stream), config.heads()), positions);
    Tensor key = rotate(heads(block.key.apply(stream), config.keyValueHeads()), positions);
    Tensor value = heads(block.value.apply(stream), config.keyValueHeads());
    Tensor mixed = mixed(query, key, value, positions.lengths);
    return block.output.apply(
        mixed.reshape(batch, time, (long) config.heads() * config.headSize()));
  }

  /** Returns the attention's mixture of values, [batch, time, heads, head size]. */
  private Tensor mixed(Tensor query, Tensor key, Tensor value, List<Integer> lengths) {
    if (lengths.size() < 2) {
      return attend(query, key, value);
    }
    TensorVector parts = new TensorVector();
    long from = 0;
    for (int length : lengths) {
      parts.push_back(
          attend(
              query.narrow(1, from, length),
              key.narrow(1, from, length),
              value.narrow(1, from, length)));
      from += length;
    }
    return torch.cat(parts, 1);
  }

  private Tensor attend(Tensor query, Tensor key, Tensor value) {
    return torch
        .scaled_dot_product_attention(
            query.transpose(1, 2),
            key.transpose(1, 2),
            value.transpose(1, 2),
            new TensorOptional(),
            0.0,
            true,
            new DoubleOptional(),
            config.keyValueHeads() != config.heads())
        .transpose(1, 2);
  }

  private Tensor heads(Tensor rows, int count) {
    return rows.view(rows.size(0), rows.size(1), count, config.headSize());
  }

  private static Tensor rotate(Tensor heads, Positions positions) {
    TensorVector halves = heads.chunk(2, -1);
    Tensor first = halves.get(0);
    Tensor second = halves.get(1);
    return torch.cat(
        new TensorVector(
            first.mul(positions.cosine).sub(second.mul(positions.sine)),
            second.mul(positions.cosine).add(first.mul(positions.sine))),
        -1);
  }
}
