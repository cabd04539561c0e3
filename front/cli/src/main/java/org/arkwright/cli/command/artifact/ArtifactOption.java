package org.arkwright.cli.command.artifact;

import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import picocli.CommandLine.Option;

/** Whose artifact is meant, and how its address is made of what users write. */
public final class ArtifactOption {
  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      defaultValue = "default",
      description = "Whose artifact it is; default: default.")
  private String project = "default";

  String all() {
    return ApiPaths.of("projects", project, "artifacts");
  }

  String imports() {
    return ApiPaths.of("projects", project, "imports");
  }

  /** Reads {@code NAME} or {@code KIND/NAME}, with or without a version. */
  public static ArtifactRef ref(ArtifactKind kind, String text) {
    String whole = text.contains("/") ? text : kind.word() + "/" + text;
    return ArtifactRef.parse(whole)
        .filter(ref -> ref.name().kind() == kind)
        .orElseThrow(() ->
            new FailureException(
                "'%s' is no %s\nexpected: a name such as words, or words@3"
                    .formatted(text, kind.word())));
  }

  String path(ArtifactName name) {
    return ApiPaths.artifact(project, name);
  }

  String path(ArtifactRef ref) {
    return ApiPaths.artifact(project, ref);
  }
}
