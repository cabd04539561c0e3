package org.arkwright.train.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.train.model.Adapter;
import org.arkwright.train.model.AdapterShape;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.TrainingDevice;
import org.arkwright.train.report.TrainingProblem;

/**
 * Adapters in the layout of Hugging Face's PEFT: adapter_config.json, adapter_model.safetensors.
 */
public final class PeftFolder {
  /** What says that a folder is an adapter. */
  public static final String CONFIG = "adapter_config.json";

  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final int RANK_MAX = 4096;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Settings with which an adapter computes something else, and the values without them. */
  private static final List<String> FLAGS =
      List.of("use_dora", "use_rslora", "fan_in_fan_out", "lora_bias", "use_qalora");

  private static final List<String> EMPTY =
      List.of("modules_to_save", "rank_pattern", "alpha_pattern", "layers_to_transform");

  private PeftFolder() {}

  /**
   * Reads an adapter's shape.
   *
   * @throws TrainingProblem when it is no LoRA, or one that computes something else
   */
  public static AdapterShape shape(Path folder) throws IOException {
    Path file = folder.resolve(CONFIG);
    JsonNode json;
    try {
      json = JSON.readTree(file.toFile());
    } catch (JsonProcessingException problem) {
      throw new TrainingProblem(file + " is not JSON\nexpected what PEFT writes");
    }
    if (!json.path("peft_type").asText("").equals("LORA")) {
      throw unsupported(file, "peft_type", json.path("peft_type"), "LORA");
    }
    for (String flag : FLAGS) {
      if (json.path(flag).asBoolean()) {
        throw unsupported(file, flag, json.path(flag), "false");
      }
    }
    for (String list : EMPTY) {
      if (!json.path(list).isEmpty()) {
        throw unsupported(file, list, json.path(list), "none");
      }
    }
    if (!json.path("bias").asText("none").equals("none")) {
      throw unsupported(file, "bias", json.path("bias"), "none");
    }
    int rank = json.path("r").asInt(0);
    if (rank < 1 || rank > RANK_MAX) {
      throw unsupported(file, "r", json.path("r"), "1 to " + RANK_MAX);
    }
    return new AdapterShape(rank, json.path("lora_alpha").asDouble(rank), targets(file, json));
  }

  private static List<String> targets(Path file, JsonNode json) {
    JsonNode modules = json.path("target_modules");
    Set<String> given = new TreeSet<>();
    modules.forEach(module -> given.add(module.asText()));
    if (modules.asText("").equals("all-linear")) {
      return AdapterShape.ALL_LINEAR;
    }
    if (given.isEmpty() || !AdapterShape.ALL_LINEAR.containsAll(given)) {
      throw unsupported(
          file, "target_modules", modules, "some of " + String.join(", ", AdapterShape.ALL_LINEAR));
    }
    return AdapterShape.ALL_LINEAR.stream().filter(given::contains).toList();
  }

  private static TrainingProblem unsupported(
      Path file, String field, JsonNode found, String expected) {
    return new TrainingProblem(
        "%s has %s %s, which this trainer does not support\nexpected %s"
            .formatted(file, field, found.isMissingNode() ? "nothing" : found, expected));
  }

  /** The file with an adapter's matrices. */
  public static Path weights(Path folder) {
    return folder.resolve(WEIGHTS);
  }

  /**
   * Reads an adapter of a network.
   *
   * @throws TrainingProblem when it does not belong to such a network
   */
  public static Adapter read(Path folder, LlamaConfig network, TrainingDevice device)
      throws IOException {
    Adapter adapter = new Adapter(network, shape(folder), device);
    try (Safetensors.Reader reader = Safetensors.Reader.open(folder.resolve(WEIGHTS))) {
      Parameters parameters = adapter.parameters();
      Set<String> found = new TreeSet<>(reader.names());
      for (ParameterLayout.Slot slot : parameters.layout().slots()) {
        if (!found.remove(slot.name())) {
          throw new TrainingProblem(
              "%s has no %s\nexpected an adapter of this base"
                  .formatted(folder.resolve(WEIGHTS), slot.name()));
        }
        if (!reader.shape(slot.name()).equals(slot.shape())) {
          throw new TrainingProblem(
              "%s has %s with the shape %s\nexpected %s, as the base's is"
                  .formatted(
                      folder.resolve(WEIGHTS),
                      slot.name(),
                      reader.shape(slot.name()),
                      slot.shape()));
        }
        reader.copy(slot.name(), parameters.values(), slot.offset());
      }
      if (!found.isEmpty()) {
        throw new TrainingProblem(
            "%s has %d tensors that are no part of such an adapter, such as %s\nexpected none"
                .formatted(folder.resolve(WEIGHTS), found.size(), List.copyOf(found).getFirst()));
      }
      return adapter;
    } catch (IOException | RuntimeException problem) {
      adapter.close();
      throw problem;
    }
  }

  /**
   * Writes an adapter.
   *
   * @param base the name of the model that it belongs to
   */
  public static void write(Path folder, Adapter adapter, String base) throws IOException {
    Files.createDirectories(folder);
    AdapterShape shape = adapter.shape();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("peft_type", "LORA").put("task_type", "CAUSAL_LM");
    json.put("base_model_name_or_path", base).put("inference_mode", true);
    json.put("r", shape.rank()).put("lora_alpha", shape.alpha()).put("lora_dropout", 0.0);
    shape.targets().forEach(json.putArray("target_modules")::add);
    json.put("bias", "none").put("fan_in_fan_out", false).put("init_lora_weights", true);
    json.put("use_dora", false).put("use_rslora", false);
    json.putNull("modules_to_save");
    Files.writeString(
        folder.resolve(CONFIG),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n",
        StandardCharsets.UTF_8);
    List<Safetensors.Source> sources = new ArrayList<>();
    for (ParameterLayout.Slot slot : adapter.parameters().layout().slots()) {
      sources.add(
          new Safetensors.Source(
              slot.name(), slot.shape(), adapter.parameters().values(), slot.offset()));
    }
    Safetensors.write(folder.resolve(WEIGHTS), sources);
  }
}
