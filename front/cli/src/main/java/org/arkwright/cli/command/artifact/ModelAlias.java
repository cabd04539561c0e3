package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.TrackingClient;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;

/** Models that are named by an alias of MLflow's registry, such as {@code definer@champion}. */
public final class ModelAlias {
  private static final int NOT_FOUND = 404;

  private ModelAlias() {}

  /**
   * Returns a model with the number that its alias stands for now; what has no alias as it is.
   *
   * @param text {@code NAME}, {@code NAME@VERSION}, {@code NAME@latest} or {@code NAME@ALIAS}
   */
  public static String resolve(Session session, String project, String text) throws IOException {
    int at = text.indexOf('@');
    String alias = text.substring(at + 1);
    if (at <= 0 || alias.matches("latest|[0-9]*") || !alias.matches("[A-Za-z0-9_-]+")) {
      return text;
    }
    String name = text.substring(0, at).replaceFirst("^model/", "");
    JsonNode version;
    try {
      version =
          new TrackingClient(session.api(), project)
              .get(ApiPaths.query("/registered-models/alias", "name", name, "alias", alias))
              .path("model_version");
    } catch (ProblemException e) {
      if (e.problem().status() != NOT_FOUND) {
        throw e;
      }
      throw new FailureException(
          "model '%s' has no alias '%s'\nexpected: a number, 'latest', or an alias that was set in"
                  .formatted(name, alias)
              + " MLflow's registry; `arkwright model ls %s` lists the versions".formatted(name));
    }
    String artifact = version.path("artifact").asText("");
    if (artifact.isEmpty()) {
      throw new FailureException(
          "%s is version %s of %s, whose files are not kept here but at %s"
              .formatted(
                  text, version.path("version").asText(), name, version.path("source").asText()));
    }
    return artifact.substring(artifact.indexOf('/') + 1);
  }
}
