package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code deployment scale}: changes a deployment's number or range of replicas. */
@Command(name = "scale", description = "Change a deployment's number or range of replicas.")
public final class ScaleCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "NAME", description = "NAME, or PROJECT/NAME.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "N|A..B", description = "A number, or a range.")
  private String replicas = "";

  public ScaleCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer =
        session
            .api()
            .post(
                ApiPaths.deployment(name, "scale"),
                JsonNodeFactory.instance.objectNode().put("replicas", replicas));
    session.print(answer, one -> DeploymentListCommand.table(session, List.of(one)));
    return ExitCode.OK;
  }
}
