package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.AtOption;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code node get}: shows a node. */
@Command(
    name = "get",
    description = "Show a node: what it has and can do, whether it takes work, its jobs.")
public final class NodeShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = NodePath.LABEL, description = NodePath.DESCRIPTION)
  private String node = "";

  @Mixin private final AtOption at = new AtOption();

  public NodeShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().get(at.of(NodePath.of(node), session));
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      NodeDetailView.print(session, answer);
    }
    return ExitCode.OK;
  }
}
