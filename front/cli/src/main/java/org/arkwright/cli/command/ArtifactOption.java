package org.arkwright.cli.command;

import org.arkwright.cli.api.Paths;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.model.ArtifactKind;
import org.arkwright.model.ArtifactName;
import org.arkwright.model.ArtifactRef;
import picocli.CommandLine.Option;

/** Whose artifact is meant, and how its address is made of what users write. */
final class ArtifactOption {
  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      defaultValue = "default",
      description = "Whose artifact it is; default: default.")
  private String project = "default";

  String all() {
    return Paths.of("projects", project, "artifacts");
  }

  String imports() {
    return Paths.of("projects", project, "imports");
  }

  /** Reads {@code NAME} or {@code KIND/NAME}, with or without a version. */
  static ArtifactRef ref(ArtifactKind kind, String text) {
    String whole = text.contains("/") ? text : kind.word() + "/" + text;
    return ArtifactRef.parse(whole)
        .filter(ref -> ref.name().kind() == kind)
        .orElseThrow(() ->
            new FailureException(
                "'%s' is no %s\nexpected: a name such as words, or words@3"
                    .formatted(text, kind.word())));
  }

  String path(ArtifactName name) {
    return Paths.artifact(project, name);
  }

  String path(ArtifactRef ref) {
    return Paths.artifact(project, ref);
  }
}
