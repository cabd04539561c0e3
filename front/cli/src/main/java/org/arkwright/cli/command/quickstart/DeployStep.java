package org.arkwright.cli.command.quickstart;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.DeploymentAnswer;
import org.arkwright.cli.command.deployment.DeploymentListCommand;
import org.arkwright.cli.follow.DeploymentWait;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;

/**
 * Deploys a model on half a core, which leaves the rest of the machine to jobs.
 *
 * @param context the tokens of a request; empty for as many as the model's
 */
record DeployStep(Session session, String title, String model, OptionalInt context)
    implements RecipeStep {
  private static final String CPUS = "0.5";

  @Override
  public List<List<String>> typed() {
    List<String> command =
        new ArrayList<>(List.of("deploy", model, "--model", model, "--cpus", CPUS));
    context.ifPresent(tokens -> command.addAll(List.of("--context", Integer.toString(tokens))));
    return List.of(List.copyOf(command));
  }

  @Override
  public String call() {
    return "PUT /api/v1" + ApiPaths.deployment(model);
  }

  @Override
  public Optional<String> done() throws IOException {
    DeploymentAnswer current =
        new DeploymentAnswer(Artifacts.getIfExists(session.api(), ApiPaths.deployment(model)));
    String latest =
        Artifacts.latest(session.api(), new ArtifactName(ArtifactKind.MODEL, model))
            .path("ref")
            .asText("-");
    return current.state().equals("Ready") && latest.endsWith(current.model())
        ? Optional.of("already ready")
        : Optional.empty();
  }

  @Override
  public int run() throws IOException {
    String path = ApiPaths.deployment(model);
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("model", model);
    document.putObject("resources").put("cpus", Double.parseDouble(CPUS));
    context.ifPresent(tokens -> document.putObject("options").put("context", tokens));
    DeploymentAnswer asked = new DeploymentAnswer(session.api().put(path, document));
    boolean ready = new DeploymentWait(session.api(), session.terminal(), model).await(asked);
    session.print(
        session.api().get(path), one -> DeploymentListCommand.table(session, List.of(one)));
    return ready ? ExitCode.OK : ExitCode.FAILURE;
  }
}
