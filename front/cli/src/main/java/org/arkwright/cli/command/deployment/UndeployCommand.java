package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code deployment rm}: removes a deployment. */
@Command(
    name = "rm",
    description = "Remove a deployment; its replicas finish their requests, then stop.")
public final class UndeployCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "NAME, or PROJECT/NAME.")
  private String name = "";

  public UndeployCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().delete(ApiPaths.deployment(name));
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      session.terminal().tell("removed " + name + "; its replicas are stopping");
    }
    return ExitCode.OK;
  }
}
