package org.arkwright.cli.command.artifact;

import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import picocli.CommandLine.Option;

/** The option that names an artifact's project, and the API paths within that project. */
public final class ArtifactOption {
  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      defaultValue = "default",
      description = "The artifact's project; default: default.")
  private String project = "default";

  String project() {
    return project;
  }

  String all() {
    return ApiPaths.of("projects", project, "artifacts");
  }

  String imports() {
    return ApiPaths.of("projects", project, "imports");
  }

  /** Parses {@code NAME} or {@code KIND/NAME}, with or without a version. */
  public static ArtifactRef ref(ArtifactKind kind, String text) {
    String qualified = text.contains("/") ? text : kind.word() + "/" + text;
    return ArtifactRef.parse(qualified)
        .filter(ref -> ref.name().kind() == kind)
        .orElseThrow(() ->
            new WrongUseException(
                "'%s' does not name a %s\nexpected: a name such as words, or words@3"
                    .formatted(text, kind.word())));
  }

  String path(ArtifactName name) {
    return ApiPaths.artifact(project, name);
  }

  String path(ArtifactRef ref) {
    return ApiPaths.artifact(project, ref);
  }
}
