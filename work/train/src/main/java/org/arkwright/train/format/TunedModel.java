package org.arkwright.train.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.arkwright.convert.GgufConversion;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.llama.GgufTensors;
import org.arkwright.llama.GgufWriter;
import org.arkwright.llama.GgufWriter.TensorType;
import org.arkwright.train.model.FloatTransfer;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;

/**
 * Writes a tuned model as a whole, in the form of its base: Hugging Face's layout and GGUF, or GGUF
 * alone with the base's metadata.
 */
public final class TunedModel {
  private static final String GGUF = "model.gguf";
  private static final int FILE_TYPE_MOSTLY_F16 = 1;

  /** What is not true of other weights, or said anew. */
  private static final Set<String> SAID_ANEW =
      Set.of(
          "general.name",
          "general.file_type",
          "general.quantization_version",
          "general.finetune",
          "general.basename",
          "general.size_label");

  private static final ObjectMapper JSON = new ObjectMapper();

  private TunedModel() {}

  /**
   * Writes all files.
   *
   * @param name of the model
   * @return notes for the user, one per line
   */
  public static List<String> write(Path folder, TuningBase base, Parameters parameters, String name)
      throws IOException {
    Files.createDirectories(folder);
    return switch (base) {
      case BaseModel model -> writeFolder(folder, model, parameters, name);
      case GgufBase gguf -> {
        writeGguf(folder.resolve(GGUF), gguf, parameters, name);
        yield List.of();
      }
    };
  }

  private static List<String> writeFolder(
      Path folder, BaseModel base, Parameters parameters, String name) throws IOException {
    ObjectNode config = (ObjectNode) JSON.readTree(base.folder().resolve("config.json").toFile());
    // Both are names of the same, the first since transformers 5.
    for (String type : List.of("dtype", "torch_dtype")) {
      if (config.has(type)) {
        config.put(type, "float32");
      }
    }
    Files.writeString(
        folder.resolve("config.json"),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n",
        StandardCharsets.UTF_8);
    base.copyTokenizer(folder);
    Path generation = base.folder().resolve("generation_config.json");
    if (Files.isRegularFile(generation)) {
      Files.copy(
          generation,
          folder.resolve("generation_config.json"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    List<Safetensors.Source> sources = new ArrayList<>();
    for (ParameterLayout.Slot slot : parameters.layout().slots()) {
      sources.add(
          new Safetensors.Source(slot.name(), slot.shape(), parameters.values(), slot.offset()));
    }
    Safetensors.write(folder.resolve("model.safetensors"), sources);
    try (GgufConversion conversion = GgufConversion.open(folder, name, TensorType.F16)) {
      conversion.write(folder.resolve(GGUF));
      return conversion.notes();
    } catch (ConversionProblem problem) {
      return List.of("no model.gguf: " + String.valueOf(problem.getMessage()).replace('\n', ';'));
    }
  }

  private static void writeGguf(Path file, GgufBase base, Parameters parameters, String name)
      throws IOException {
    try (GgufTensors tensors = GgufTensors.open(base.file())) {
      GgufWriter gguf = new GgufWriter();
      tensors.copyMetadata(gguf, key -> !SAID_ANEW.contains(key));
      gguf.text("general.name", name).number("general.file_type", FILE_TYPE_MOSTLY_F16);
      for (ParameterLayout.Slot slot : parameters.layout().slots()) {
        gguf.tensor(
            GgufNames.of(slot.name()),
            slot.shape(),
            slot.shape().size() == 2 ? TensorType.F16 : TensorType.F32,
            () -> values(base, parameters, slot));
      }
      for (String other : tensors.names()) {
        if (other.equals(GgufBase.ROPE_FACTORS)) {
          float[] factors = tensors.values(other);
          gguf.tensor(other, tensors.shape(other), TensorType.F32, () -> factors);
        }
      }
      gguf.write(file);
    }
  }

  private static float[] values(GgufBase base, Parameters parameters, ParameterLayout.Slot slot) {
    float[] values = new float[Math.toIntExact(slot.elements())];
    FloatTransfer.read(parameters.values(), slot.offset(), values, values.length);
    return base.isRotated() && GgufNames.isRotated(slot.name())
        ? GgufNames.interleaved(values, base.config().hiddenSize(), base.config().headSize())
        : values;
  }
}
