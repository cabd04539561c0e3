package org.arkwright.api.early;

import java.io.IOException;
import java.util.Optional;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ModelForm;
import org.arkwright.control.StateReader;
import org.arkwright.spec.SpecProblem;
import org.arkwright.spec.job.ConversionRequest;

/**
 * Says why a model cannot be converted as it is asked, as far as names and config.json tell.
 * Thread-safe; blocks.
 */
public final class ConversionCheck {
  private final StateReader reader;
  private final ArtifactStore store;

  public ConversionCheck(StateReader reader, ArtifactStore store) {
    this.reader = reader;
    this.store = store;
  }

  /** Returns what rules it out; empty if nothing does, or there is no such version. */
  public Optional<SpecProblem> problem(ConversionRequest request) {
    return VersionFiles.find(reader, store, request.project(), request.model())
        .flatMap(version -> problem(version, request));
  }

  private Optional<SpecProblem> problem(VersionFiles version, ConversionRequest request) {
    try {
      return switch (ModelForm.of(store, version.files())) {
        case ModelForm.Convertible _ -> Optional.empty();
        case ModelForm.Foreign(var why, var way) ->
            Optional.of(refuse(version, why, "another model", way));
        case ModelForm.Loadable _ -> loadable(version, request);
      };
    } catch (IOException _) {
      return Optional.empty(); // The rank's own reading reports it, with the store's words.
    }
  }

  private static Optional<SpecProblem> loadable(VersionFiles version, ConversionRequest request) {
    int made = version.atTop(".gguf").size();
    if (made == 1 && request.quantize().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        made == 1
            ? refuse(version, "GGUF already", "a kind to quantise to", "Say quantize: q8_0")
            : refuse(
                version,
                "%s, found %s"
                    .formatted(
                        made == 0 ? "no model to convert" : "several models", version.found()),
                "config.json, safetensors and a tokenizer, or one .gguf file",
                "Import a folder in Hugging Face's layout"));
  }

  private static SpecProblem refuse(VersionFiles version, String why, String expected, String way) {
    return new SpecProblem(
        0,
        0,
        "model",
        version.ref().toString(),
        expected,
        "model is %s, which is %s. Expected %s. %s.".formatted(version.ref(), why, expected, way));
  }
}
