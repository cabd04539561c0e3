package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.command.TimeSpan;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Table;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code node test}: measures the links between nodes. */
@Command(
    name = "test",
    description = {
      "Measure the links between two nodes, over each network that they have: round trips,"
          + " throughput each way with one connection and with several, and how far their clocks"
          + " are apart.",
      "Without names, all pairs of nodes that take work, one after another; a node named twice is"
          + " tested with itself. Each test is a job of two ranks, a core each."
    })
public final class NodeTestCommand implements Callable<Integer> {
  private static final double SECONDS_MAX = 60;
  private static final int STREAMS_MAX = 64;

  private final Session session;

  @Parameters(paramLabel = NodePath.LABEL, arity = "0..2", description = NodePath.DESCRIPTION)
  private List<String> nodes = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each direction is measured; default: 1.")
  private double seconds = 1;

  @Option(
      names = "--streams",
      paramLabel = "N",
      description = "How many connections several are; default: 4.")
  private int streams = 4;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "The most pairs to test when no nodes are named; default: 28.")
  private int pairs = 28;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "The longest that one test may wait and run; default: 2m.")
  private Duration timeout = Duration.ofMinutes(2);

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description = "The project of the jobs; default: default.")
  private String project = "";

  public NodeTestCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    check();
    LinkJob job =
        new LinkJob(session.api(), session.terminal(), project, seconds, streams, timeout);
    Interrupts.onInterrupt(() -> {
      leave(job);
      System.exit(ExitCode.INTERRUPTED);
    });
    Interrupts.onTermination(() -> leave(job));
    List<NodePairs.Pair> chosen = nodes.isEmpty() ? allPairs() : List.of(named());
    ArrayNode reports = JsonNodeFactory.instance.arrayNode();
    int code = ExitCode.OK;
    for (NodePairs.Pair pair : chosen) {
      try {
        reports.add(job.run(pair));
      } catch (FailureException failure) {
        if (!nodes.isEmpty()) {
          throw failure;
        }
        session.terminal().tell(String.valueOf(failure.getMessage()));
        code = ExitCode.FAILURE; // The other pairs are tested all the same.
      }
    }
    print(reports);
    return code;
  }

  /** Nobody wants to know any more what the job of a test measures. */
  private void leave(LinkJob job) {
    try {
      job.cancel();
    } catch (IOException | RuntimeException e) {
      session.terminal().tell("the test could not be cancelled: " + e.getMessage());
    }
  }

  private void check() {
    if (nodes.size() == 1) {
      throw new WrongUseException(
          "one node is named: '%s'\nexpected: two, or '%s %s' for the node with itself, or none for all pairs"
              .formatted(nodes.getFirst(), nodes.getFirst(), nodes.getFirst()));
    }
    if (!(seconds >= 0.01 && seconds <= SECONDS_MAX)) {
      throw WrongUseException.ofValue("--seconds", seconds, "0.01 to 60");
    }
    if (streams < 1 || streams > STREAMS_MAX) {
      throw WrongUseException.ofValue("--streams", streams, "1 to " + STREAMS_MAX);
    }
    if (pairs < 1) {
      throw WrongUseException.ofValue("--pairs", pairs, "1 or more");
    }
    if (timeout.toSeconds() < 1) {
      throw WrongUseException.ofValue("--timeout", timeout, "1s or more");
    }
  }

  private NodePairs.Pair named() throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (String each : nodes) {
      JsonNode node = session.api().get(NodePath.of(each));
      NodePairs.reasonForNone(node)
          .ifPresent(why -> {
            throw new FailureException(why);
          });
      found.add(node);
    }
    NodePairs.Pair pair = new NodePairs.Pair(found.getFirst(), found.getLast());
    if (!pair.first().path("site").equals(pair.second().path("site"))) {
      throw new FailureException(
          "%s are of different sites\nexpected: two nodes of one site, since a job runs at one"
              .formatted(LinkJob.text(pair)));
    }
    return pair;
  }

  private List<NodePairs.Pair> allPairs() throws IOException {
    List<JsonNode> usable = new ArrayList<>();
    for (JsonNode each : PagedList.allPages(session.api(), "/nodes", "nodes")) {
      Optional<String> reason = NodePairs.reasonForNone(each);
      if (reason.isPresent()) {
        session.terminal().tell("left out: " + reason.get());
      } else {
        usable.add(each);
      }
    }
    List<NodePairs.Pair> all = NodePairs.all(usable);
    if (all.isEmpty()) {
      throw new FailureException("no node can be tested now");
    }
    if (all.size() > pairs) {
      session
          .terminal()
          .tell(
              "testing %d of %d pairs, neighbours first; --pairs %d tests all"
                  .formatted(pairs, all.size(), all.size()));
    }
    return all.subList(0, Math.min(pairs, all.size()));
  }

  private void print(ArrayNode reports) {
    if (session.wantsData()) {
      ObjectNode data = JsonNodeFactory.instance.objectNode();
      data.set("tests", reports);
      session.printData(data);
      return;
    }
    session.print(reports, this::table);
    for (JsonNode report : reports) {
      for (JsonNode link : report.path("links")) {
        for (JsonNode finding : link.path("findings")) {
          session
              .terminal()
              .say(
                  "poor: %s to %s over %s: %s"
                      .formatted(
                          report.path("from").asText(),
                          report.path("to").asText(),
                          link.path("network").asText(),
                          finding.asText()));
        }
      }
    }
  }

  private Table table(JsonNode reports) {
    Table table =
        new Table(
            Column.key("FROM"),
            Column.text("TO"),
            Column.text("NETWORK"),
            Column.number("P50"),
            Column.number("P99"),
            Column.number("THERE"),
            Column.number("BACK"),
            Column.number("THERE x" + streams),
            Column.number("BACK x" + streams),
            Column.number("NIC"),
            Column.number("CLOCK"));
    for (JsonNode report : reports) {
      for (JsonNode link : report.path("links")) {
        long nic = link.path("nic").asLong();
        table.row(
            report.path("from").asText(),
            report.path("to").asText(),
            link.path("network").asText(),
            LinkFindings.time(link.path("p50Nanos").asLong()),
            LinkFindings.time(link.path("p99Nanos").asLong()),
            LinkFindings.rate(link.path("up").asDouble()),
            LinkFindings.rate(link.path("down").asDouble()),
            LinkFindings.rate(link.path("upStreams").asDouble()),
            LinkFindings.rate(link.path("downStreams").asDouble()),
            nic == 0 ? "unknown" : LinkFindings.rate((double) nic),
            LinkFindings.time(link.path("clockNanos").asLong())
                + " +-"
                + LinkFindings.time(link.path("clockErrorNanos").asLong()));
      }
    }
    return table;
  }
}
