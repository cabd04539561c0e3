package org.arkwright.train.model;

import java.util.ArrayList;
import java.util.List;
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
      Tensor query,
      Tensor key,
      Tensor value,
      Tensor output,
      Tensor mlpNorm,
      Tensor gate,
      Tensor up,
      Tensor down) {}

  /** Creates a network with the given weights, which remain the caller's. */
  public Llama(LlamaConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
    this.normShape = new long[] {config.hiddenSize()};
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      blocks.add(
          new Block(
              parameters.get(prefix + "input_layernorm.weight"),
              parameters.get(prefix + "self_attn.q_proj.weight"),
              parameters.get(prefix + "self_attn.k_proj.weight"),
              parameters.get(prefix + "self_attn.v_proj.weight"),
              parameters.get(prefix + "self_attn.o_proj.weight"),
              parameters.get(prefix + "post_attention_layernorm.weight"),
              parameters.get(prefix + "mlp.gate_proj.weight"),
              parameters.get(prefix + "mlp.up_proj.weight"),
              parameters.get(prefix + "mlp.down_proj.weight")));
    }
    int half = config.headSize() / 2;
    double[] frequencies = config.rope().frequencies(config.headSize());
    float[] cosine = new float[config.contextLength() * half];
    float[] sine = new float[cosine.length];
    for (int position = 0; position < config.contextLength(); position++) {
      for (int pair = 0; pair < half; pair++) {
        cosine[position * half + pair] = (float) Math.cos(position * frequencies[pair]);
        sine[position * half + pair] = (float) Math.sin(position * frequencies[pair]);
      }
    }
    TrainingDevice device = parameters.device();
    this.cosines = device.place(TensorData.tensor(cosine, config.contextLength(), half));
    this.sines = device.place(TensorData.tensor(sine, config.contextLength(), half));
  }

  public LlamaConfig config() {
    return config;
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

  private Tensor output() {
    return parameters.get(config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight");
  }

  private Tensor hidden(Tensor tokens) {
    long time = tokens.size(1);
    // [time, 1, half]: sequences keep the order batch, time, head, so that reshaping does not copy.
    Tensor cosine = cosines.narrow(0, 0, time).unsqueeze(1);
    Tensor sine = sines.narrow(0, 0, time).unsqueeze(1);
    Tensor stream = torch.embedding(parameters.get("model.embed_tokens.weight"), tokens);
    for (Block block : blocks) {
      stream = stream.add(attention(norm(stream, block.attentionNorm), block, cosine, sine));
      Tensor normed = norm(stream, block.mlpNorm);
      Tensor inner =
          torch.silu(torch.linear(normed, block.gate)).mul(torch.linear(normed, block.up));
      stream = stream.add(torch.linear(inner, block.down));
    }
    return norm(stream, parameters.get("model.norm.weight"));
  }

  private Tensor norm(Tensor stream, Tensor weight) {
    return torch.rms_norm(
        stream, normShape, new TensorOptional(weight), new DoubleOptional(config.normEpsilon()));
  }

  private Tensor attention(Tensor stream, Block block, Tensor cosine, Tensor sine) {
    long batch = stream.size(0);
    long time = stream.size(1);
    Tensor query = rotate(heads(torch.linear(stream, block.query), config.heads()), cosine, sine);
    Tensor key =
        rotate(heads(torch.linear(stream, block.key), config.keyValueHeads()), cosine, sine);
    Tensor value = heads(torch.linear(stream, block.value), config.keyValueHeads());
    Tensor mixed =
        torch.scaled_dot_product_attention(
            query.transpose(1, 2),
            key.transpose(1, 2),
            value.transpose(1, 2),
            new TensorOptional(),
            0.0,
            true,
            new DoubleOptional(),
            config.keyValueHeads() != config.heads());
    return torch.linear(
        mixed.transpose(1, 2).reshape(batch, time, (long) config.heads() * config.headSize()),
        block.output);
  }

  private Tensor heads(Tensor rows, int count) {
    return rows.view(rows.size(0), rows.size(1), count, config.headSize());
  }

  private Tensor rotate(Tensor heads, Tensor cosine, Tensor sine) {
    TensorVector halves = heads.chunk(2, -1);
    Tensor first = halves.get(0);
    Tensor second = halves.get(1);
    return torch.cat(
        new TensorVector(
            first.mul(cosine).sub(second.mul(sine)), second.mul(cosine).add(first.mul(sine))),
        -1);
  }
}
