package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code node cordon}: lets nothing new start on a node. */
@Command(name = "cordon", description = "Let nothing new start on a node; what runs there goes on.")
public final class NodeCordonCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = NodePath.LABEL, description = NodePath.DESCRIPTION)
  private String node = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who ask.")
  private String reason = "";

  public NodeCordonCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(body, "reason", reason);
    JsonNode answer = session.api().post(NodePath.of(node, "cordon"), body);
    said(session, answer);
    return ExitCode.OK;
  }

  /** Prints a node's new state on one line, or the whole answer as data. */
  static void said(Session session, JsonNode answer) {
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      session.terminal().say(answer.path("name").asText() + " " + NodeDetailView.state(answer));
    }
  }
}
