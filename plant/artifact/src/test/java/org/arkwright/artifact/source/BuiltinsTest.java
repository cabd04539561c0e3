package org.arkwright.artifact.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.Source;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.artifact.ArtifactKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in artifacts, imported as a user would. */
final class BuiltinsTest {
  @TempDir Path folder;

  @Test
  void wordnet_isOneDefinitionPerLine() throws IOException {
    Path files = imported(ArtifactKind.DATASET, "builtin:wordnet");
    List<String> lines = Files.readAllLines(files.resolve("wordnet.txt"));
    assertThat(lines).hasSizeGreaterThan(117_000).allMatch(line -> line.matches("[^:]+: .+"));
    assertThat(lines).anyMatch(line -> line.startsWith("dog: a member of the genus Canis"));
    assertThat(files.resolve("LICENSE.txt")).content().contains("Princeton");
  }

  @Test
  void minilm_isAFolderThatTheOnnxRuntimeServes() throws IOException {
    Path files = imported(ArtifactKind.MODEL, "builtin:minilm");
    assertThat(Files.size(files.resolve("model.onnx"))).isGreaterThan(20_000_000);
    assertThat(files.resolve("tokenizer.json")).content().contains("\"WordPiece\"");
    assertThat(files.resolve("README.md")).content().contains("apache-2.0");
  }

  @Test
  void of_builtinOfAnotherKindOrName_isRefusedNamingTheExistingOnes() {
    assertThatThrownBy(() -> source(ArtifactKind.MODEL, "builtin:wordnet"))
        .isInstanceOf(ArtifactException.class)
        .hasMessage(
            "there is no built-in model 'wordnet': expected the dataset wordnet or the model"
                + " minilm");
    assertThatThrownBy(() -> source(ArtifactKind.DATASET, "builtin:words"))
        .hasMessageContaining("no built-in dataset 'words'");
  }

  private Path imported(ArtifactKind kind, String source) throws IOException {
    ArtifactStore store = ArtifactStore.open(folder.resolve("store"));
    Path files = folder.resolve("files");
    store.materialise(
        store.importFrom(source(kind, source), new ImportProgress()).manifest(), files);
    return files;
  }

  private static Source source(ArtifactKind kind, String text) throws IOException {
    return Sources.of(kind, text, Optional.empty(), Optional.empty(), TestRules.ANYWHERE);
  }
}
