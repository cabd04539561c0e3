package org.arkwright.train.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.arkwright.llama.GgufWriter;
import org.arkwright.llama.GgufWriter.TensorType;
import org.arkwright.train.model.FloatTransfer;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.token.BytePairVocabulary;

/** Writes a network with this trainer's kind of vocabulary as a GGUF file for llama.cpp. */
final class LlamaGguf {
  private static final int TOKEN_NORMAL = 1;
  private static final int TOKEN_CONTROL = 3;
  private static final int FILE_TYPE_MOSTLY_F16 = 1;

  private final LlamaConfig config;
  private final Parameters parameters;
  private final GgufWriter gguf = new GgufWriter();

  LlamaGguf(LlamaConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
  }

  void write(Path file, String name, BytePairVocabulary vocabulary, Optional<String> chatTemplate)
      throws IOException {
    describeNetwork(name);
    describeVocabulary(vocabulary);
    chatTemplate.ifPresent(template -> gguf.text("tokenizer.chat_template", template));
    addStretchedFrequencies();
    for (ParameterLayout.Slot slot : parameters.layout().slots()) {
      boolean matrix = slot.shape().size() == 2;
      gguf.tensor(
          GgufNames.of(slot.name()),
          slot.shape(),
          matrix ? TensorType.F16 : TensorType.F32,
          () -> values(slot));
    }
    gguf.write(file);
  }

  private void describeNetwork(String name) {
    gguf.text("general.architecture", "llama");
    gguf.text("general.name", name);
    gguf.number("general.file_type", FILE_TYPE_MOSTLY_F16);
    gguf.number("llama.vocab_size", config.vocabularySize());
    gguf.number("llama.context_length", config.contextLength());
    gguf.number("llama.embedding_length", config.hiddenSize());
    gguf.number("llama.block_count", config.layers());
    gguf.number("llama.feed_forward_length", config.intermediateSize());
    gguf.number("llama.attention.head_count", config.heads());
    gguf.number("llama.attention.head_count_kv", config.keyValueHeads());
    gguf.number("llama.attention.key_length", config.headSize());
    gguf.number("llama.attention.value_length", config.headSize());
    gguf.real("llama.attention.layer_norm_rms_epsilon", (float) config.normEpsilon());
    gguf.number("llama.rope.dimension_count", config.headSize());
    gguf.real("llama.rope.freq_base", (float) config.rope().theta());
  }

  private void describeVocabulary(BytePairVocabulary vocabulary) {
    List<String> tokens = vocabulary.tokens();
    int[] types = new int[tokens.size()];
    java.util.Arrays.fill(types, TOKEN_NORMAL);
    types[0] = TOKEN_CONTROL;
    gguf.text("tokenizer.ggml.model", "gpt2");
    gguf.text("tokenizer.ggml.pre", "gpt-2");
    gguf.texts("tokenizer.ggml.tokens", tokens);
    gguf.numbers("tokenizer.ggml.token_type", types);
    gguf.texts(
        "tokenizer.ggml.merges",
        vocabulary.merges().stream()
            .map(merge -> tokens.get(merge.left()) + " " + tokens.get(merge.right()))
            .toList());
    gguf.number("tokenizer.ggml.bos_token_id", 0);
    gguf.number("tokenizer.ggml.eos_token_id", 0);
    gguf.flag("tokenizer.ggml.add_bos_token", true);
  }

  private void addStretchedFrequencies() {
    config
        .rope()
        .stretch()
        .ifPresent(_ -> {
          double[] unscaled =
              new org.arkwright.train.model.Rope(config.rope().theta(), Optional.empty())
                  .frequencies(config.headSize());
          double[] scaled = config.rope().frequencies(config.headSize());
          float[] factors = new float[unscaled.length];
          for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) (unscaled[i] / scaled[i]);
          }
          gguf.tensor(
              "rope_freqs.weight", List.of((long) factors.length), TensorType.F32, () -> factors);
        });
  }

  private float[] values(ParameterLayout.Slot slot) {
    float[] values = new float[Math.toIntExact(slot.elements())];
    FloatTransfer.read(parameters.values(), slot.offset(), values, values.length);
    return GgufNames.isRotated(slot.name())
        ? GgufNames.interleaved(values, config.hiddenSize(), config.headSize())
        : values;
  }
}
