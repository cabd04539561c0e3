package org.arkwright.cli.command.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.TrackingClient;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code experiment export}: writes runs, or all values of their metrics, as CSV or JSON. */
@Command(
    name = "export",
    description = {
      "Write all runs as CSV, a row for each, with every parameter, metric and tag.",
      "With --history a row for each value that a metric had. `-o json` writes JSON."
    })
public final class RunExportCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final RunSelection selection = new RunSelection();

  @Option(names = "--history", description = "Write every value of every metric.")
  private boolean history;

  public RunExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    TrackingClient tracking = selection.tracking(session);
    List<LoggedRun> runs = selection.find(tracking, "", Integer.MAX_VALUE);
    if (history) {
      values(tracking, runs);
    } else if (session.wantsData()) {
      ArrayNode json = JsonNodeFactory.instance.arrayNode();
      runs.forEach(run -> json.add(run.json()));
      session.printData(json);
    } else {
      rows(runs);
    }
    return ExitCode.OK;
  }

  private void rows(List<LoggedRun> runs) {
    Set<String> params = RunColumns.params(runs);
    Set<String> metrics = RunColumns.metrics(runs);
    Set<String> tags =
        runs.stream()
            .flatMap(run -> run.tags().keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> titles =
        new ArrayList<>(List.of("run", "name", "experiment", "status", "started", "ended", "user"));
    params.forEach(key -> titles.add("params." + key));
    metrics.forEach(key -> titles.add("metrics." + key));
    tags.forEach(key -> titles.add("tags." + key));
    write(titles);
    for (LoggedRun run : runs) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  run.id(),
                  run.name(),
                  run.experiment(),
                  run.status(),
                  run.started().toString(),
                  run.ended(),
                  run.user()));
      params.forEach(key -> cells.add(run.params().getOrDefault(key, "")));
      metrics.forEach(key -> cells.add(run.metric(key)));
      tags.forEach(key -> cells.add(run.tags().getOrDefault(key, "")));
      write(cells);
    }
  }

  private void values(TrackingClient tracking, List<LoggedRun> runs) throws IOException {
    if (!session.wantsData()) {
      write(List.of("run", "metric", "step", "time", "value"));
    }
    for (LoggedRun run : runs) {
      for (String metric : run.metrics().keySet()) {
        String token = "";
        do {
          JsonNode page =
              tracking.get(
                  ApiPaths.query(
                      "/metrics/get-history",
                      "run_id",
                      run.id(),
                      "metric_key",
                      metric,
                      "page_token",
                      token));
          for (JsonNode value : page.path("metrics")) {
            write(run, metric, value);
          }
          token = page.path("next_page_token").asText("");
        } while (!token.isEmpty());
      }
    }
  }

  private void write(LoggedRun run, String metric, JsonNode value) {
    if (session.wantsData()) {
      session.printItem(
          JsonNodeFactory.instance
              .objectNode()
              .put("run", run.id())
              .put("metric", metric)
              .put("step", value.path("step").asLong())
              .put("time", value.path("timestamp").asLong())
              .set("value", value.path("value")));
    } else {
      write(
          List.of(
              run.id(),
              metric,
              value.path("step").asText(),
              value.path("timestamp").asText(),
              value.path("value").asText()));
    }
  }

  private void write(List<String> cells) {
    PrintStream out = session.terminal().out();
    out.print(
        cells.stream().map(RunExportCommand::quoted).collect(Collectors.joining(",", "", "\r\n")));
  }

  /** Quotes a cell where CSV (RFC 4180) asks for it. */
  private static String quoted(String cell) {
    return cell.matches("[^\",\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
  }
}
