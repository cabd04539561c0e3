package org.arkwright.convert.network;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.arkwright.convert.source.ConversionProblem;

/**
 * What config.json says of a network.
 *
 * @param vocabulary rows of the embeddings, of which a tokenizer may use fewer
 * @param context the tokens that it reads at once
 * @param attentionBias whether queries, keys, values and the attention's output have biases
 * @param notes what is other than the file's words suggest, a line each
 */
public record NetworkShape(
    Family family,
    int vocabulary,
    int width,
    int inner,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int context,
    double normEpsilon,
    double ropeTheta,
    RopeScaling scaling,
    boolean tied,
    boolean attentionBias,
    boolean mlpBias,
    List<String> notes) {
  private static final int SIZE_MAX = 1 << 24;
  private static final int LAYERS_MAX = 512;

  /**
   * Reads a network's shape.
   *
   * @throws ConversionProblem when it is of another family, has what its family has not, or a
   *     number that cannot be
   */
  public static NetworkShape read(JsonNode config) {
    if (config.isMissingNode()) {
      throw new ConversionProblem(
          "there is no config.json\nexpected a model's folder in Hugging Face's layout");
    }
    Fields fields = new Fields(config);
    Family family = family(config, fields);
    refuseQuantized(config);
    List<String> notes = new ArrayList<>();
    int width = fields.whole("hidden_size", 1, SIZE_MAX);
    int heads = fields.whole("num_attention_heads", 1, SIZE_MAX);
    OptionalInt headSize = fields.optional("head_dim", 2, SIZE_MAX);
    if (headSize.isEmpty() && width % heads != 0) {
      throw new ConversionProblem(
          "config.json has hidden_size %d and num_attention_heads %d\nexpected a multiple, or head_dim"
              .formatted(width, heads));
    }
    NetworkShape shape =
        new NetworkShape(
            family,
            fields.whole("vocab_size", 1, SIZE_MAX),
            width,
            fields.whole("intermediate_size", 1, SIZE_MAX),
            fields.whole("num_hidden_layers", 1, LAYERS_MAX),
            heads,
            fields.optional("num_key_value_heads", 1, SIZE_MAX).orElse(heads),
            headSize.orElse(width / heads),
            context(family, fields, notes),
            fields.real("rms_norm_eps", 1e-6, 0, 1),
            theta(config, fields),
            scaling(family, config),
            fields.flag("tie_word_embeddings"),
            fields.flag("attention_bias"),
            fields.flag("mlp_bias"),
            List.copyOf(notes));
    shape.refuseOthers(fields);
    return shape;
  }

  private static Family family(JsonNode config, Fields fields) {
    JsonNode named = config.path("architectures").path(0);
    String architecture =
        named.isTextual()
            ? named.asText()
            : switch (fields.text("model_type", "")) {
              case "llama" -> "LlamaForCausalLM";
              case "mistral" -> "MistralForCausalLM";
              case "qwen2" -> "Qwen2ForCausalLM";
              case "qwen3" -> "Qwen3ForCausalLM";
              case String other -> other;
            };
    return Family.of(architecture)
        .orElseThrow(() ->
            new ConversionProblem(
                ("config.json has architecture '%s'\nexpected one of %s; of others, a GGUF file that"
                        + " llama.cpp's convert_hf_to_gguf.py made, or a server of your own, such as"
                        + " vLLM, that loads the folder: arkwright deploy NAME --model MODEL --"
                        + " COMMAND {model} {port}")
                    .formatted(shown(architecture), Family.names())));
  }

  private static void refuseQuantized(JsonNode config) {
    JsonNode quantized = config.path("quantization_config");
    if (quantized.isObject()) {
      throw new ConversionProblem(
          ("the weights are quantised, by %s\nexpected the model as it was before that (F32, F16 or"
                  + " BF16); a server of your own, such as vLLM, loads them as they are")
              .formatted(shown(quantized.path("quant_method").asText("a method without a name"))));
    }
  }

  /** The context, of which a network with a window has one window's: beyond it, texts differ. */
  private static int context(Family family, Fields fields, List<String> notes) {
    int context = fields.whole("max_position_embeddings", 1, 1 << 30);
    boolean windowed =
        switch (family) {
          case LLAMA -> false;
          case MISTRAL -> true;
          case QWEN2, QWEN3 -> fields.flag("use_sliding_window");
        };
    OptionalInt window =
        windowed ? fields.optional("sliding_window", 1, 1 << 30) : OptionalInt.empty();
    if (window.isPresent() && window.getAsInt() < context) {
      notes.add(
          "the context is %,d tokens, that of the sliding window, which llama.cpp does not slide"
              .formatted(window.getAsInt()));
      return window.getAsInt();
    }
    return context;
  }

  private static double theta(JsonNode config, Fields fields) {
    // Since transformers 5, theta and scaling are in one object.
    JsonNode parameters = config.path("rope_parameters");
    double absent =
        parameters.isObject()
            ? new Fields(parameters).real("rope_theta", 10_000, 1e-3, 1e15)
            : 10_000;
    return fields.real("rope_theta", absent, 1e-3, 1e15);
  }

  private static RopeScaling scaling(Family family, JsonNode config) {
    JsonNode parameters = config.path("rope_parameters");
    JsonNode scaling = parameters.isObject() ? parameters : config.path("rope_scaling");
    Fields fields = new Fields(scaling);
    String type = fields.text("rope_type", fields.text("type", "default"));
    if (fields.real("partial_rotary_factor", 1, 0, 1) != 1
        || new Fields(config).real("partial_rotary_factor", 1, 0, 1) != 1) {
      throw Fields.wrong("partial_rotary_factor", scaling, "1: heads that are rotated whole");
    }
    return switch (type) {
      case "default" -> new RopeScaling.None();
      case "linear" -> new RopeScaling.Linear(factor(fields));
      case "llama3" -> llama3(family, fields, scaling);
      case "yarn" -> yarn(fields, scaling, config);
      default -> throw Fields.wrong("rope_scaling", scaling, "default, linear, llama3 or yarn");
    };
  }

  private static RopeScaling llama3(Family family, Fields fields, JsonNode scaling) {
    if (!family.rotatesPairs()) {
      throw Fields.wrong("rope_scaling", scaling, "default, linear or yarn, of this family");
    }
    double low = fields.real("low_freq_factor", 1, 1e-3, 1e6);
    double high = fields.real("high_freq_factor", 4, 1e-3, 1e6);
    if (low >= high) {
      throw Fields.wrong("rope_scaling", scaling, "low_freq_factor below high_freq_factor");
    }
    return new RopeScaling.Llama3(
        factor(fields), low, high, fields.whole("original_max_position_embeddings", 1, 1 << 30));
  }

  private static RopeScaling yarn(Fields fields, JsonNode scaling, JsonNode config) {
    for (String field : List.of("attention_factor", "mscale", "mscale_all_dim")) {
      if (scaling.hasNonNull(field)) {
        throw Fields.wrong("rope_scaling", scaling, "YaRN without " + field);
      }
    }
    if (scaling.path("truncate").isBoolean() && !scaling.path("truncate").asBoolean()) {
      throw Fields.wrong("rope_scaling", scaling, "YaRN with truncate");
    }
    int original =
        fields
            .optional("original_max_position_embeddings", 1, 1 << 30)
            .orElseGet(() -> new Fields(config).whole("max_position_embeddings", 1, 1 << 30));
    return new RopeScaling.Yarn(
        factor(fields),
        original,
        fields.real("beta_fast", 32, 1e-3, 1e6),
        fields.real("beta_slow", 1, 1e-3, 1e6));
  }

  private static double factor(Fields fields) {
    return fields.real("factor", 1, 1, 1e6);
  }

  /** Refuses what llama.cpp would compute otherwise, or where it would end its process. */
  private void refuseOthers(Fields fields) {
    String activation = fields.text("hidden_act", "silu");
    if (!activation.equals("silu") && !activation.equals("swish")) {
      throw Fields.wrong("hidden_act", fields.root().path("hidden_act"), "silu");
    }
    if (headSize % 2 != 0) {
      throw new ConversionProblem(
          "each head has %d numbers\nexpected an even number, to rotate pairs".formatted(headSize));
    }
    if ((long) heads * headSize > SIZE_MAX) {
      throw new ConversionProblem(
          "config.json has %d heads of %d numbers\nexpected at most %d in all"
              .formatted(heads, headSize, SIZE_MAX));
    }
    if (heads % keyValueHeads != 0) {
      throw new ConversionProblem(
          "config.json has num_attention_heads %d and num_key_value_heads %d\nexpected a multiple"
              .formatted(heads, keyValueHeads));
    }
    if (family != Family.LLAMA && (attentionBias || mlpBias)) {
      throw new ConversionProblem(
          "config.json has attention_bias or mlp_bias, which %s has not\nexpected neither"
              .formatted(family));
    }
    if (family == Family.QWEN2 && (long) heads * headSize != width) {
      throw new ConversionProblem(
          "config.json has %d heads of %d numbers and hidden_size %d\nexpected their product"
              .formatted(heads, headSize, width));
    }
  }
}
