package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.follow.EndOfJob;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;

/** The job that measures the links between two nodes: one like everybody's, of two ranks. */
final class LinkJob {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int OUTPUT_MAX = 1 << 20;

  /** A test that has not begun by then says why. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final ApiClient api;
  private final Terminal terminal;
  private final String project;
  private final double seconds;
  private final int streams;
  private final Duration timeout;

  /** The id of the job that is waited for; empty for none. */
  private volatile String current = "";

  /**
   * @param seconds how long one direction of one measurement takes
   * @param streams how many connections the measurement of several has
   * @param timeout how long the job may wait and run
   */
  LinkJob(
      ApiClient api,
      Terminal terminal,
      String project,
      double seconds,
      int streams,
      Duration timeout) {
    this.api = api;
    this.terminal = terminal;
    this.project = project;
    this.seconds = seconds;
    this.streams = streams;
    this.timeout = timeout;
  }

  /** Runs it, and returns what was measured. */
  JsonNode run(NodePairs.Pair pair) throws IOException {
    byte[] spec = spec(pair).toString().getBytes(StandardCharsets.UTF_8);
    JobAnswer submitted = new Submission(api, terminal).submit(spec, "application/json");
    String id = submitted.id();
    current = id;
    JobAnswer ended = await(submitted, pair);
    current = "";
    if (!ended.state().equals("Succeeded")) {
      throw new FailureException(
          "the test of %s ended %s: %s\nits output: arkwright logs %s"
              .formatted(text(pair), ended.state(), ended.cause(), id));
    }
    ObjectNode report = report(id);
    String from = report.path("from").asText();
    boolean isFirst = pair.first().path("name").asText().equals(from);
    report.put("from", NodePairs.name(isFirst ? pair.first() : pair.second()));
    report.put("to", NodePairs.name(isFirst ? pair.second() : pair.first()));
    report.put("job", id);
    for (JsonNode link : report.path("links")) {
      ArrayNode findings = ((ObjectNode) link).putArray("findings");
      LinkFindings.of(link).forEach(findings::add);
    }
    return report;
  }

  static String text(NodePairs.Pair pair) {
    return NodePairs.name(pair.first()) + " and " + NodePairs.name(pair.second());
  }

  private ObjectNode spec(NodePairs.Pair pair) {
    ObjectNode spec = NODES.objectNode();
    spec.put("name", "node-test-" + Long.toString(System.nanoTime() & 0xffff_ffffL, 36));
    if (!project.isEmpty()) {
      spec.put("project", project);
    }
    spec.put("ranks", 2);
    // Half a core each where both are on one node: it may have no more than one.
    spec.putObject("resources").put("cpus", pair.isOneNode() ? 0.5 : 1);
    spec.put("topology", pair.isOneNode() ? "same-node" : "spread");
    Set<String> names = new LinkedHashSet<>();
    names.add(NodePairs.name(pair.first()));
    names.add(NodePairs.name(pair.second()));
    ArrayNode nodes = spec.putArray("nodes");
    names.forEach(nodes::add);
    ArrayNode builtin = spec.putArray("builtin");
    builtin.add("links").add("--seconds").add(String.format(Locale.ROOT, "%.3f", seconds));
    builtin.add("--streams").add(Integer.toString(streams));
    String networks = networks(pair);
    if (!networks.isEmpty()) {
      builtin.add("--networks").add(networks);
    }
    spec.put("timeout", timeout.toSeconds() + "s");
    spec.putObject("labels").put("purpose", "node-test");
    return spec;
  }

  private static String networks(NodePairs.Pair pair) {
    StringJoiner text = new StringJoiner(",");
    Set<JsonNode> nodes = new LinkedHashSet<>();
    nodes.add(pair.first());
    nodes.add(pair.second());
    for (JsonNode node : nodes) {
      node.path("addresses")
          .properties()
          .forEach(each ->
              text.add(
                  "%s/%s=%s"
                      .formatted(
                          node.path("name").asText(), each.getKey(), each.getValue().asText())));
    }
    return text.toString();
  }

  private JobAnswer await(JobAnswer submitted, NodePairs.Pair pair) throws IOException {
    EndOfJob end = EndOfJob.of(api, terminal, submitted);
    Duration quiet = timeout.compareTo(QUIET) < 0 ? timeout : QUIET;
    JobAnswer now = end.await(quiet);
    if (now.isQueued()) {
      terminal.tell("the test of %s waits: %s".formatted(text(pair), now.waitReason()));
    }
    now = now.isFinal() ? now : end.await(timeout.minus(quiet));
    if (!now.isFinal()) {
      cancel();
      throw new FailureException(
          "the test of %s was still %s after %d seconds, and is cancelled\nwhy: arkwright explain %s"
              .formatted(text(pair), now.state(), timeout.toSeconds(), now.id()));
    }
    return now;
  }

  /** Cancels the test that goes on, if one does; from any thread. */
  void cancel() throws IOException {
    if (!current.isEmpty()) {
      var _ = api.post(ApiPaths.job(current, "cancel"), MissingNode.getInstance());
    }
  }

  private ObjectNode report(String id) throws IOException {
    String path = ApiPaths.query(ApiPaths.job(id, "logs"), "rank", "1");
    String output;
    try (InputStream in = api.open(path, "text/plain")) {
      output = new String(in.readNBytes(OUTPUT_MAX), StandardCharsets.UTF_8);
    }
    String line =
        output.lines().filter(each -> each.startsWith("{\"from\"")).findFirst().orElse("");
    try {
      if (JSON.readTree(line) instanceof ObjectNode report) {
        return report;
      }
    } catch (JsonProcessingException _) {
      // As if there were none.
    }
    throw new FailureException("the test measured nothing\nits output: arkwright logs " + id);
  }
}
