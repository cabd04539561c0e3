package org.arkwright.replica;

import java.io.IOException;
import java.util.Optional;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.control.StateReader;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.id.ProjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the runtime of a model when its user names none: the one whose files the model has. */
public final class Runtimes {
  private static final Logger log = LoggerFactory.getLogger(Runtimes.class);
  private final StateReader reader;
  private final ArtifactStore store;

  public Runtimes(StateReader reader, ArtifactStore store) {
    this.reader = reader;
    this.store = store;
  }

  /**
   * Returns ONNX Runtime for a model that has {@code .onnx} files and no {@code .gguf}; otherwise
   * llama.cpp, also for a version that does not exist: the kernel refuses that. Reads a file.
   */
  public ModelRuntime serving(ProjectName project, ArtifactRef model) {
    Optional<ArtifactVersion> version =
        reader.read(state -> state.artifacts().find(project, model)).join();
    if (version.isEmpty()) {
      return ModelRuntime.LLAMA_CPP;
    }
    try {
      Manifest manifest = store.manifest(version.get().files().manifest());
      return has(manifest, ".onnx") && !has(manifest, ".gguf")
          ? ModelRuntime.ONNX
          : ModelRuntime.LLAMA_CPP;
    } catch (IOException e) {
      log.warn("Cannot list the files of {}", model, e);
      return ModelRuntime.LLAMA_CPP;
    }
  }

  private static boolean has(Manifest manifest, String extension) {
    return manifest.files().stream().anyMatch(file -> file.path().endsWith(extension));
  }
}
