package org.arkwright.api.early;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.control.StateReader;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.job.JobSpec;
import org.arkwright.spec.SpecProblem;

/**
 * Says what of a tuning's inputs the built-in trainer would refuse, as far as names, config.json
 * and the beginnings of files tell. What only the rest tells ends the rank with exit status 2.
 * Thread-safe; blocks.
 */
public final class TuningCheck {
  private static final String DATA = "data";
  private static final String BASE = "base";
  private static final String ADAPTER = "adapter";

  /** What says that a folder is an adapter, and which weights it belongs to. */
  private static final String ADAPTER_CONFIG = "adapter_config.json";

  private static final List<String> TEXTS = List.of(".txt", ".text", ".md", ".jsonl");
  private static final List<String> TYPES = List.of("llama", "mistral", "qwen2");
  private static final String EXPECTED_BASE =
      " Expected a model of the Llama family, or Qwen 2.5, in Hugging Face's layout (config.json,"
          + " tokenizer.json, model.safetensors), or as one .gguf file.";
  private static final String EXPECTED_LINE =
      " Expected an object a line, with messages, with prompt and completion, or with text.";
  private static final int HEAD_BYTES = 1 << 16;
  private static final int HEADS_MAX = 64;
  private static final int NAMES_SHOWN = 5;
  private static final JsonMapper JSON = new JsonMapper();

  private final StateReader reader;
  private final ArtifactStore store;

  public TuningCheck(StateReader reader, ArtifactStore store) {
    this.reader = reader;
    this.store = store;
  }

  /** Returns what rules the job out; empty if nothing does. */
  public List<SpecProblem> problems(JobSpec spec) {
    List<SpecProblem> problems = new ArrayList<>();
    Optional<VersionFiles> base = version(spec, BASE);
    base.flatMap(TuningCheck::baseProblem).ifPresent(problems::add);
    version(spec, DATA).flatMap(TuningCheck::dataProblem).ifPresent(problems::add);
    if (base.isPresent()) {
      version(spec, ADAPTER)
          .flatMap(adapter -> adapterProblem(adapter, base.get()))
          .ifPresent(problems::add);
    }
    return problems;
  }

  private Optional<VersionFiles> version(JobSpec spec, String mount) {
    ArtifactRef ref = spec.mounts().inputs().get(mount);
    return ref == null ? Optional.empty() : VersionFiles.find(reader, store, spec.project(), ref);
  }

  private static Optional<SpecProblem> baseProblem(VersionFiles version) {
    if (version.file("config.json").isPresent() && version.file("tokenizer.json").isPresent()) {
      boolean weights =
          version.file("model.safetensors").isPresent()
              || version.file("model.safetensors.index.json").isPresent();
      return weights
          ? version.json("config.json").flatMap(config -> typeProblem(version, config))
          : refused(
              BASE,
              version,
              "it has no model.safetensors; found " + found(version) + EXPECTED_BASE);
    }
    if (version.file(ADAPTER_CONFIG).isPresent()) {
      return refused(
          BASE,
          version,
          "it is an adapter, and no whole model. Expected the model that it belongs to, and this as"
              + " the adapter to go on from.");
    }
    int files = version.atTop(".gguf").size();
    return files == 1
        ? Optional.empty()
        : refused(
            BASE,
            version,
            "it has %s; found %s%s"
                .formatted(
                    files == 0
                        ? "neither config.json with tokenizer.json nor a .gguf file"
                        : files + " .gguf files",
                    found(version),
                    EXPECTED_BASE));
  }

  private static String found(VersionFiles version) {
    return version.found() + ".";
  }

  private static Optional<SpecProblem> typeProblem(VersionFiles version, JsonNode config) {
    String type = config.path("model_type").asText("");
    return TYPES.contains(type)
        ? Optional.empty()
        : refused(
            BASE,
            version,
            "its config.json has model_type '%s', which this trainer does not know.%s"
                .formatted(PathText.of(type), EXPECTED_BASE));
  }

  private static Optional<SpecProblem> dataProblem(VersionFiles version) {
    List<Manifest.File> texts =
        version.files().stream()
            .filter(file -> TEXTS.stream().anyMatch(VersionFiles.name(file.path())::endsWith))
            .toList();
    if (texts.isEmpty()) {
      return refused(
          DATA,
          version,
          "it has no examples; found %s. Expected files named %s.%s"
              .formatted(version.found(), String.join(", ", TEXTS), EXPECTED_LINE));
    }
    return texts.stream()
        .filter(file -> file.path().endsWith(".jsonl"))
        .limit(HEADS_MAX)
        .flatMap(file -> lineProblem(version, file).stream())
        .findFirst();
  }

  /** Looks at the whole lines of a file's beginning. */
  private static Optional<SpecProblem> lineProblem(VersionFiles version, Manifest.File file) {
    String head;
    try {
      byte[] bytes = version.head(file, HEAD_BYTES);
      head = new String(bytes, StandardCharsets.UTF_8);
      if (bytes.length < file.size().value()) {
        head = head.substring(0, Math.max(0, head.lastIndexOf('\n')));
      }
    } catch (IOException _) {
      return Optional.empty(); // The rank's own reading reports it, with the store's words.
    }
    int number = 0;
    for (String line : head.split("\n", -1)) {
      number++;
      Optional<String> problem = line.isBlank() ? Optional.empty() : lineProblem(line);
      if (problem.isPresent()) {
        return refused(
            DATA,
            version,
            "%s: line %d %s.%s"
                .formatted(PathText.of(file.path()), number, problem.get(), EXPECTED_LINE));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> lineProblem(String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line.strip().replaceFirst("^\ufeff", ""));
    } catch (JsonProcessingException _) {
      return Optional.of("is not JSON");
    }
    if (!json.isObject()) {
      return Optional.of("is not an object");
    }
    boolean pair = json.has("prompt") && json.has("completion");
    return json.has("messages") || pair || json.path("text").isTextual()
        ? Optional.empty()
        : Optional.of(
            "has the members "
                + json.properties().stream()
                    .limit(NAMES_SHOWN)
                    .map(Map.Entry::getKey)
                    .map(PathText::of)
                    .collect(Collectors.joining(", ")));
  }

  private static Optional<SpecProblem> adapterProblem(VersionFiles adapter, VersionFiles base) {
    if (adapter.file(ADAPTER_CONFIG).isEmpty()) {
      return refused(
          ADAPTER,
          adapter,
          "it has no %s; found %s. Expected an adapter in PEFT's layout."
              .formatted(ADAPTER_CONFIG, adapter.found()));
    }
    return AdapterBase.has(base, AdapterBase.weights(adapter))
        ? Optional.empty()
        : refused(
            ADAPTER,
            adapter,
            "it belongs to weights that %s has not (base.json names their SHA-256). Expected an"
                    .formatted(base.ref())
                + " adapter of this base.");
  }

  private static Optional<SpecProblem> refused(String mount, VersionFiles version, String what) {
    return Optional.of(version.wrongInput(mount, what));
  }
}
