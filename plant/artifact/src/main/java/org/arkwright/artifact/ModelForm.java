package org.arkwright.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.artifact.blob.PathText;

/**
 * What the files of a model are to the runtimes here, as far as their names and config.json tell.
 * The weights and the tokenizer are looked at by {@code work convert}, which may still refuse them.
 */
public sealed interface ModelForm {
  /** A runtime here loads it, or nothing is known of it: its own server will. */
  record Loadable() implements ModelForm {}

  /** A runtime here loads it once {@code work convert} made a GGUF file of it. */
  record Convertible() implements ModelForm {}

  /**
   * No runtime here loads it.
   *
   * @param why what it is
   * @param way which runtime can, and what that needs
   */
  record Foreign(String why, String way) implements ModelForm {
    /** Says so to who imports it. */
    public String refusal() {
      return "this is %s, which no runtime here loads. %s. `--as-is` imports it all the same."
          .formatted(why, way);
    }
  }

  /** The architectures that {@code work convert} takes, by the types that configs name them by. */
  Map<String, String> BY_TYPE =
      Map.of(
          "llama", "LlamaForCausalLM",
          "mistral", "MistralForCausalLM",
          "qwen2", "Qwen2ForCausalLM",
          "qwen3", "Qwen3ForCausalLM");

  String CONFIG = "config.json";
  int CONFIG_BYTES_MAX = 1 << 20;
  JsonMapper JSON = new JsonMapper();

  /** Looks at the files of a version; reads from the store's disk. */
  static ModelForm of(ArtifactStore store, List<Manifest.File> files) throws IOException {
    Optional<Manifest.File> config =
        files.stream()
            .filter(file -> file.path().equals(CONFIG) && file.size().value() <= CONFIG_BYTES_MAX)
            .findFirst();
    List<String> paths = files.stream().map(Manifest.File::path).toList();
    if (config.isEmpty()) {
      return new Loadable();
    }
    try (InputStream in = store.open(config.get())) {
      return of(paths, in.readNBytes(CONFIG_BYTES_MAX));
    }
  }

  /**
   * Looks at names, which need not be here yet.
   *
   * @param config the content of config.json
   */
  static ModelForm of(List<String> paths, byte[] config) throws IOException {
    if (paths.stream().anyMatch(path -> isAtTop(path, ".gguf") || path.endsWith(".onnx"))) {
      return new Loadable();
    }
    JsonNode root;
    try {
      root = JSON.readTree(config);
    } catch (JsonProcessingException | CharConversionException _) {
      return new Loadable(); // Some other program's config.
    }
    String architecture =
        root.path("architectures")
            .path(0)
            .asText(BY_TYPE.getOrDefault(root.path("model_type").asText(""), ""));
    return architecture.isEmpty() ? new Loadable() : of(architecture, root, paths);
  }

  private static ModelForm of(String architecture, JsonNode config, List<String> paths) {
    if (!BY_TYPE.containsValue(architecture)) {
      return new Foreign("a model of architecture " + PathText.of(architecture), way(architecture));
    }
    JsonNode quantized = config.path("quantization_config");
    if (quantized.isObject()) {
      return new Foreign(
          "a model whose weights are quantised by "
              + PathText.of(quantized.path("quant_method").asText("a method without a name")),
          "Import the model as it was before that, and quantise it here; or serve it by a program"
              + " of yours that loads it, such as vLLM, which needs a GPU");
    }
    boolean weights = has(paths, "model.safetensors") || has(paths, "model.safetensors.index.json");
    boolean pickled =
        paths.stream()
            .anyMatch(
                path -> isAtTop(path, ".bin") || isAtTop(path, ".pt") || isAtTop(path, ".pth"));
    if (weights) {
      return has(paths, "tokenizer.json") || has(paths, "tokenizer.model")
          ? new Convertible()
          : new Foreign(
              "a model without a tokenizer",
              "Import it with its tokenizer.json or tokenizer.model, which all runtimes need");
    }
    return pickled
        ? new Foreign(
            "a model whose weights are pickled",
            "Pickles can contain programs, and are not read: import its .safetensors files; Python"
                + " writes them by model.save_pretrained(folder)")
        : new Loadable();
  }

  private static String way(String architecture) {
    return architecture.endsWith("ForCausalLM") || architecture.endsWith("ConditionalGeneration")
        ? "llama.cpp serves many others as a .gguf file: import one that was published, or that"
            + " llama.cpp's convert_hf_to_gguf.py made; or serve it by a program of yours that"
            + " loads it, such as vLLM, which needs a GPU"
        : "ONNX Runtime serves models that embed: import its .onnx file and its tokenizer.json,"
            + " which `optimum-cli export onnx` makes; or serve it by a program of yours";
  }

  private static boolean has(List<String> paths, String path) {
    return paths.contains(path);
  }

  private static boolean isAtTop(String path, String suffix) {
    return path.indexOf('/') < 0 && path.endsWith(suffix);
  }
}
