package org.arkwright.cli.command.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code experiment runs}: lists runs with their latest metrics. */
@Command(
    name = "runs",
    description = {
      "List runs, the latest first, with their latest metrics and the parameters that differ.",
      "A filter is MLflow's: \"metrics.loss < 1 and params.lr = '0.1'\"."
    })
public final class RunListCommand implements Callable<Integer> {
  private static final int METRICS = 4;
  private static final int PARAMS = 3;

  private final Session session;

  @Mixin private final RunSelection selection = new RunSelection();

  @Option(
      names = "--order",
      paramLabel = "FIELD",
      description = "Such as \"metrics.loss\" or \"params.lr DESC\"; default: the latest first.")
  private String order = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most this many; default: 50.")
  private int limit = 50;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "Show this metric; repeatable. Default: the commonest four.")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--param",
      paramLabel = "NAME",
      description = "Show this parameter; repeatable. Default: three that differ.")
  private List<String> params = new ArrayList<>();

  public RunListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    List<LoggedRun> runs = selection.find(selection.tracking(session), order, limit);
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    runs.forEach(run -> json.add(run.json()));
    session.print(json, _ -> table(runs));
    return ExitCode.OK;
  }

  private Table table(List<LoggedRun> runs) {
    List<String> shownMetrics = metrics.isEmpty() ? RunColumns.commonest(runs, METRICS) : metrics;
    List<String> shownParams = params.isEmpty() ? RunColumns.differing(runs, PARAMS) : params;
    List<Column> columns = new ArrayList<>();
    columns.add(Column.key("RUN"));
    columns.add(Column.text("NAME"));
    if (selection.ofAnyExperiment()) {
      columns.add(Column.text("EXPERIMENT"));
    }
    columns.add(Column.state("STATUS"));
    columns.add(Column.number("AGE"));
    columns.add(Column.number("TIME"));
    shownMetrics.forEach(name -> columns.add(Column.number(name)));
    shownParams.forEach(
        name -> columns.add(Column.text(shownMetrics.contains(name) ? "params." + name : name)));
    Table table = new Table(columns.toArray(Column[]::new));
    for (LoggedRun run : runs) {
      List<String> cells = new ArrayList<>(List.of(run.id(), run.name()));
      if (selection.ofAnyExperiment()) {
        cells.add(run.experiment());
      }
      cells.add(run.status());
      cells.add(AgeText.since(run.started().toString(), session.now()));
      cells.add(AgeText.of(run.duration(session.now())));
      shownMetrics.forEach(name -> cells.add(run.shortMetric(name)));
      shownParams.forEach(name -> cells.add(run.params().getOrDefault(name, "")));
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }
}
