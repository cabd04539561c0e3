package org.arkwright.artifact.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.Manifest;
import org.arkwright.model.artifact.ArtifactKind;

/** Imports of files of this machine, and the programs that make them. */
final class LocalImport {
  private LocalImport() {}

  /** Imports a file or folder and returns the files that were stored. */
  static List<Manifest.File> files(ArtifactStore store, Path source) throws IOException {
    return store
        .manifest(
            store
                .importFrom(
                    Sources.of(
                        ArtifactKind.DATASET,
                        source + "",
                        Optional.empty(),
                        Optional.empty(),
                        TestRules.ANYWHERE),
                    new ImportProgress())
                .manifest())
        .files();
  }

  /** Runs a program, which has to succeed. */
  static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
