package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code node remove}: forgets a node. */
@Command(
    name = "remove",
    description = {
      "Forget a node that takes no work and has no ranks, or that was only requested.",
      "One that registers again joins anew."
    })
public final class NodeRemoveCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = NodePath.LABEL, description = NodePath.DESCRIPTION)
  private String node = "";

  public NodeRemoveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().delete(NodePath.of(node));
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      session.terminal().tell("removed node " + answer.path("name").asText());
    }
    return ExitCode.OK;
  }
}
