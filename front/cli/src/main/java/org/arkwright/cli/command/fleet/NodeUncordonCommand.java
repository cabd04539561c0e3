package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code node uncordon}: lets a node take work again. */
@Command(
    name = "uncordon",
    description = "Let a node take work again, and end its drain; what was moved stays moved.")
public final class NodeUncordonCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = NodePath.LABEL, description = NodePath.DESCRIPTION)
  private String node = "";

  public NodeUncordonCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    NodeCordonCommand.said(
        session, session.api().post(NodePath.of(node, "uncordon"), MissingNode.getInstance()));
    return ExitCode.OK;
  }
}
