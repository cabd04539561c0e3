package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.DeploymentView;
import org.arkwright.cli.api.Paths;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one deployment. */
@Command(
    name = "deployment",
    description = "Show one deployment: its replicas, and why one is not ready.")
public final class DeploymentCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "NAME, or PROJECT/NAME.")
  private String name = "";

  public DeploymentCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().get(Paths.deployment(name));
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      new DeploymentSheet(session, new DeploymentView(answer)).print();
    }
    return ExitCode.OK;
  }
}
