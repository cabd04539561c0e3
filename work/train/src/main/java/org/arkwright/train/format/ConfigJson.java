package org.arkwright.train.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.Rope;
import org.arkwright.train.report.TrainingProblem;

/** Reads and writes a network's shape as Hugging Face's config.json. */
final class ConfigJson {
  private static final String LLAMA = "llama";
  private static final String QWEN2 = "qwen2";

  private ConfigJson() {}

  static ObjectNode of(LlamaConfig config, int beginId, int endId) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    boolean qwen = config.queryKeyValueBias();
    root.putArray("architectures").add(qwen ? "Qwen2ForCausalLM" : "LlamaForCausalLM");
    root.put("model_type", qwen ? QWEN2 : LLAMA);
    root.put("vocab_size", config.vocabularySize());
    root.put("hidden_size", config.hiddenSize());
    root.put("intermediate_size", config.intermediateSize());
    root.put("num_hidden_layers", config.layers());
    root.put("num_attention_heads", config.heads());
    root.put("num_key_value_heads", config.keyValueHeads());
    root.put("head_dim", config.headSize());
    root.put("max_position_embeddings", config.contextLength());
    root.put("rms_norm_eps", config.normEpsilon());
    root.put("rope_theta", config.rope().theta());
    config
        .rope()
        .stretch()
        .ifPresentOrElse(
            stretch ->
                root.putObject("rope_scaling")
                    .put("rope_type", "llama3")
                    .put("factor", stretch.factor())
                    .put("low_freq_factor", stretch.lowFrequencyFactor())
                    .put("high_freq_factor", stretch.highFrequencyFactor())
                    .put("original_max_position_embeddings", stretch.originalContext()),
            () -> root.putNull("rope_scaling"));
    root.put("hidden_act", "silu");
    if (!qwen) {
      root.put("attention_bias", false).put("mlp_bias", false);
    }
    root.put("attention_dropout", 0.0);
    root.put("initializer_range", config.initialDeviation());
    root.put("tie_word_embeddings", config.tiedEmbeddings());
    root.put("bos_token_id", beginId).put("eos_token_id", endId);
    root.put("torch_dtype", "float32").put("use_cache", true);
    return root;
  }

  /**
   * Reads a config of the Llama family.
   *
   * @throws TrainingProblem when the config has something that this trainer does not support
   */
  static LlamaConfig read(JsonNode root) {
    String type = root.path("model_type").asText("");
    boolean mistral = type.equals("mistral") && root.path("sliding_window").isNull();
    boolean qwen = type.equals(QWEN2);
    if (!type.equals(LLAMA) && !qwen && !mistral) {
      throw unsupported("model_type", type, "llama, qwen2, or mistral without sliding_window");
    }
    if (qwen && root.path("use_sliding_window").asBoolean()) {
      throw unsupported("use_sliding_window", "true", "false");
    }
    if (root.path("attention_bias").asBoolean() || root.path("mlp_bias").asBoolean()) {
      throw unsupported("attention_bias or mlp_bias", "true", "no biases");
    }
    String activation = root.path("hidden_act").asText("silu");
    if (!activation.equals("silu")) {
      throw unsupported("hidden_act", activation, "silu");
    }
    int hidden = number(root, "hidden_size");
    int heads = number(root, "num_attention_heads");
    if (heads < 1) {
      throw unsupported("num_attention_heads", "" + heads, "one or more");
    }
    return new LlamaConfig(
        number(root, "vocab_size"),
        hidden,
        number(root, "intermediate_size"),
        number(root, "num_hidden_layers"),
        heads,
        root.path("num_key_value_heads").asInt(heads),
        root.path("head_dim").asInt(hidden / heads),
        number(root, "max_position_embeddings"),
        root.path("rms_norm_eps").asDouble(1e-6),
        rope(root),
        root.path("tie_word_embeddings").asBoolean(false),
        qwen);
  }

  private static Rope rope(JsonNode root) {
    // Since transformers 5, theta and scaling are in one object.
    JsonNode parameters = root.path("rope_parameters");
    JsonNode scaling = parameters.isObject() ? parameters : root.path("rope_scaling");
    double theta = root.path("rope_theta").asDouble(parameters.path("rope_theta").asDouble(10_000));
    String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
    return switch (type) {
      case "default" -> new Rope(theta, Optional.empty());
      case "llama3" ->
          new Rope(
              theta,
              Optional.of(
                  new Rope.Stretch(
                      scaling.path("factor").asDouble(8),
                      scaling.path("low_freq_factor").asDouble(1),
                      scaling.path("high_freq_factor").asDouble(4),
                      scaling.path("original_max_position_embeddings").asInt(8192))));
      default -> throw unsupported("rope_scaling", type, "default or llama3");
    };
  }

  private static int number(JsonNode root, String field) {
    if (!root.path(field).canConvertToInt()) {
      throw unsupported(field, root.path(field).toString(), "a whole number");
    }
    return root.path(field).asInt();
  }

  private static TrainingProblem unsupported(String field, String value, String expected) {
    return new TrainingProblem(
        "config.json has %s %s, which this trainer does not support\nexpected %s"
            .formatted(field, value.isEmpty() ? "nothing" : value, expected));
  }
}
