package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.command.TimeSpan;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.WrongUseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code node drain}: empties a node. */
@Command(
    name = "drain",
    description = {
      "Empty a node: nothing new starts there, what can resume elsewhere moves at once, replicas"
          + " are replaced first, and other jobs may end until the deadline, which stops the rest"
          + " and queues it again.",
      "Repeated, it sets another deadline. `node uncordon` ends the drain."
    })
public final class NodeDrainCommand implements Callable<Integer> {
  private static final Map<String, String> OPTIONS =
      Map.of("deadline", "--deadline", "reason", "--reason");
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Session session;

  @Spec private @Nullable CommandSpec owner;

  @Parameters(paramLabel = NodePath.LABEL, description = NodePath.DESCRIPTION)
  private String node = "";

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = {
        "When the rest is stopped: a time from now such as 30m or 2h, 0s for at once, or an instant"
            + " such as 2036-12-01T00:00:00Z; default: never."
      })
  private String deadline = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who ask.")
  private String reason = "";

  @Option(names = "--wait", description = "Return once no rank is there any more.")
  private boolean waits;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "With --wait: the longest wait, which then exits with 124.")
  private @Nullable Duration timeout;

  public NodeDrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (timeout != null && !waits) {
      throw new WrongUseException("--timeout is of --wait; --deadline is when the node's jobs end");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(body, "deadline", deadline);
    RequestJson.putText(body, "reason", reason);
    JsonNode answer =
        new OptionErrors(Objects.requireNonNull(owner).commandLine(), OPTIONS)
            .sending(() -> session.api().post(NodePath.of(node, "drain"), body));
    if (!waits) {
      NodeCordonCommand.said(session, answer);
      return ExitCode.OK;
    }
    return await(answer);
  }

  private int await(JsonNode first) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    JsonNode now = first;
    String told = "";
    while (now.path("state").asText().equals("Draining") || !now.path("jobs").isEmpty()) {
      String left = left(now);
      if (!left.equals(told) && !session.wantsData()) {
        session.terminal().tell(left);
        told = left;
      }
      Duration limit = timeout;
      if (limit != null && System.nanoTime() - begin >= limit.toNanos()) {
        NodeCordonCommand.said(session, now);
        return ExitCode.TIMED_OUT;
      }
      Thread.sleep(BETWEEN_LOOKS);
      now = session.api().get(NodePath.of(node));
      if (now.path("state").asText().equals("Live")) {
        session.terminal().err().println("the drain was ended: the node takes work again");
        return ExitCode.FAILURE;
      }
    }
    NodeCordonCommand.said(session, now);
    return ExitCode.OK;
  }

  private static String left(JsonNode node) {
    StringBuilder text = new StringBuilder("waits for");
    String separator = " ";
    for (JsonNode job : node.path("jobs")) {
      text.append(separator)
          .append(job.path("name").asText())
          .append(" (")
          .append(job.path("state").asText())
          .append(')');
      separator = ", ";
    }
    JsonNode until = node.path("cordon").path("deadline");
    return text
        + (until.isMissingNode()
            ? "; there is no deadline"
            : "; until " + NodeDetailView.time(until));
  }
}
