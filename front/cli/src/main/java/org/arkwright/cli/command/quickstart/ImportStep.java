package org.arkwright.cli.command.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.arkwright.cli.follow.ImportFollower;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactName;

/**
 * Imports what comes with the program, or a file of this machine, unless the server has it.
 *
 * @param file what is imported; empty for what comes with the program
 */
record ImportStep(Session session, String title, ArtifactName name, Optional<Path> file)
    implements RecipeStep {
  private static final String PATH = "/projects/default/imports";

  @Override
  public List<List<String>> typed() {
    String kind = name.kind().name().toLowerCase(Locale.ROOT);
    return List.of(
        List.of(kind, "import", name.name(), file.map(Path::toString).orElse("--builtin")));
  }

  @Override
  public String call() {
    return "POST /api/v1" + PATH;
  }

  @Override
  public Optional<String> done() throws IOException {
    return Artifacts.latest(session.api(), name).isMissingNode()
        ? Optional.empty()
        : Optional.of("already imported");
  }

  @Override
  public int run() throws IOException {
    JsonNode started =
        session
            .api()
            .post(
                PATH,
                JsonNodeFactory.instance
                    .objectNode()
                    .put("name", name.toString())
                    .put("source", file.map(Path::toString).orElse("builtin:" + name.name()))
                    .put("whileAsked", true));
    JsonNode version =
        new ImportFollower(session.api(), session.terminal(), started.path("id").asText(""))
            .follow()
            .path("artifact");
    session.terminal().say(ImportFollower.summary(version));
    return ExitCode.OK;
  }
}
