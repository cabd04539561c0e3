package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.DeploymentAnswer;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code deployment show}: shows one deployment. */
@Command(
    name = "show",
    description = "Show one deployment: its replicas, and why any of them is not ready.")
public final class DeploymentShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "NAME, or PROJECT/NAME.")
  private String name = "";

  public DeploymentShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().get(ApiPaths.deployment(name));
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      new DeploymentDetailView(session, new DeploymentAnswer(answer)).print();
    }
    return ExitCode.OK;
  }
}
