package org.arkwright.api.early;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.control.StateReader;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.spec.SpecProblem;

/**
 * Says whether a built-in runtime finds in a model's files what it loads, by the rules of {@code
 * work serve}: one {@code .gguf} file for llama.cpp; one {@code .onnx} file and its tokenizer for
 * ONNX Runtime. A deployment with a command of its own loads what it likes. Thread-safe; blocks.
 */
public final class ServingCheck {
  private static final String OWN_COMMAND =
      "a server of your own that loads it: arkwright deploy NAME --model %s -- COMMAND {model}"
          + " {port}";

  private final StateReader reader;
  private final ArtifactStore store;

  public ServingCheck(StateReader reader, ArtifactStore store) {
    this.reader = reader;
    this.store = store;
  }

  /** Returns why no replica of the deployment could start; empty if nothing rules it out. */
  public Optional<SpecProblem> problem(DeploymentSpec spec) {
    ModelRuntime runtime = spec.serving().runtime();
    Optional<SpecProblem> ofModel =
        spec.serving()
            .model()
            .filter(_ -> runtime != ModelRuntime.COMMAND)
            .flatMap(ref -> VersionFiles.find(reader, store, spec.name().project(), ref))
            .flatMap(version ->
                runtime == ModelRuntime.ONNX ? onnxProblem(version) : ggufProblem(version));
    return ofModel.or(() -> adapterProblem(spec));
  }

  private Optional<SpecProblem> adapterProblem(DeploymentSpec spec) {
    return spec.serving().options().adapters().stream()
        .flatMap(ref -> VersionFiles.find(reader, store, spec.name().project(), ref).stream())
        .flatMap(adapter -> adapterProblem(spec, adapter).stream())
        .findFirst();
  }

  private Optional<SpecProblem> adapterProblem(DeploymentSpec spec, VersionFiles adapter) {
    int files = adapter.atTop(".gguf").size();
    if (files != 1 && adapter.file("adapter/adapter.gguf").isEmpty()) {
      return Optional.of(
          refused(
              adapter,
              "which has %d .gguf files at its top; found %s".formatted(files, adapter.found()),
              "an adapter as one .gguf file, as arkwright tune writes it"));
    }
    AdapterBase base = new AdapterBase(reader, store, spec.name().project());
    return spec.serving()
        .model()
        .filter(model -> !base.fits(adapter, model))
        .map(model ->
            refused(
                adapter,
                "which belongs to other weights than those of " + model,
                "an adapter of this model; base.json names the SHA-256 of its weights"));
  }

  private static SpecProblem refused(VersionFiles adapter, String what, String expected) {
    ArtifactRef ref = adapter.ref();
    return new SpecProblem(
        0,
        0,
        "adapters",
        ref.toString(),
        expected,
        "an adapter is %s, %s. Expected %s.".formatted(ref, what, expected));
  }

  private static Optional<SpecProblem> ggufProblem(VersionFiles version) {
    List<Manifest.File> found = version.atTop(".gguf");
    if (found.size() == 1) {
      return Optional.empty();
    }
    if (found.size() > 1) {
      return Optional.of(several(version, found, ".gguf", "llama.cpp"));
    }
    boolean convertible =
        version.file("config.json").isPresent()
            && version.files().stream().anyMatch(file -> file.path().endsWith(".safetensors"));
    String way =
        convertible
            ? "the weights as GGUF: arkwright model convert %s"
            : "a model that has its weights as one .gguf file";
    return Optional.of(
        problem(version, "no .gguf file, which llama.cpp loads", way + "; or " + OWN_COMMAND));
  }

  private static Optional<SpecProblem> onnxProblem(VersionFiles version) {
    List<Manifest.File> found = version.atTop(".onnx");
    if (found.size() > 1) {
      return Optional.of(several(version, found, ".onnx", "ONNX Runtime"));
    }
    if (found.isEmpty()) {
      String elsewhere =
          version.files().stream()
              .filter(file -> file.path().endsWith(".onnx"))
              .findFirst()
              .map(file -> "; %s is not at the top".formatted(PathText.of(file.path())))
              .orElse("");
      return Optional.of(
          problem(
              version,
              "no .onnx file at its top, which ONNX Runtime loads" + elsewhere,
              "a folder with one .onnx file and its tokenizer.json, imported again; or "
                  + OWN_COMMAND));
    }
    return version.file("tokenizer.json").isPresent()
        ? Optional.empty()
        : Optional.of(
            problem(
                version,
                "no tokenizer.json beside its .onnx file",
                "the tokenizer.json of the same model in the same folder; or " + OWN_COMMAND));
  }

  private static SpecProblem several(
      VersionFiles version, List<Manifest.File> found, String suffix, String runtime) {
    String names =
        found.stream()
            .limit(4)
            .map(file -> PathText.of(file.path()))
            .collect(Collectors.joining(", "));
    return problem(
        version,
        "%d %s files (%s), of which %s would not know which to load"
            .formatted(found.size(), suffix, names, runtime),
        "one: import the one to serve as a model of its own; or " + OWN_COMMAND);
  }

  private static SpecProblem problem(VersionFiles version, String lack, String expected) {
    ArtifactRef ref = version.ref();
    String way = expected.replace("%s", ref.name().name());
    return new SpecProblem(
        0,
        0,
        "model",
        ref.toString(),
        way,
        "model is %s, which has %s; found %s. Expected %s."
            .formatted(ref, lack, version.found(), way));
  }
}
