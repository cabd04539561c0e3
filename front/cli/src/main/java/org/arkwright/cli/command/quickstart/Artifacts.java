package org.arkwright.cli.command.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.ProjectName;

/** What the server has of that which a recipe makes. */
final class Artifacts {
  private static final int NOT_FOUND = 404;

  private Artifacts() {}

  /** Returns the latest version of an artifact of the default project; a missing node if none. */
  static JsonNode latest(ApiClient api, ArtifactName name) throws IOException {
    return getIfExists(
        api, ApiPaths.artifact(ProjectName.DEFAULT.value(), ArtifactRef.latest(name)));
  }

  /** Returns what is at that path; a missing node if nothing is. */
  static JsonNode getIfExists(ApiClient api, String path) throws IOException {
    try {
      return api.get(path);
    } catch (ProblemException e) {
      if (e.problem().status() == NOT_FOUND) {
        return MissingNode.getInstance();
      }
      throw e;
    }
  }
}
