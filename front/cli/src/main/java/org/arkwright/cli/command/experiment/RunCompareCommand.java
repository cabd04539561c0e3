package org.arkwright.cli.command.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.arkwright.cli.api.TrackingClient;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code experiment compare}: puts runs side by side. */
@Command(
    name = "compare",
    description = "Put runs side by side: what differs of their parameters, and their metrics.")
public final class RunCompareCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ProjectOption option = new ProjectOption();

  @Parameters(paramLabel = "RUN", arity = "2..*", description = "Ids or names of runs.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "Also show parameters that are equal.")
  private boolean all;

  public RunCompareCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    TrackingClient tracking = option.tracking(session);
    List<LoggedRun> runs = new ArrayList<>();
    for (String name : names) {
      runs.add(RunSet.get(tracking, name));
    }
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    runs.forEach(run -> json.add(run.json()));
    session.print(json, _ -> table(runs));
    return ExitCode.OK;
  }

  private Table table(List<LoggedRun> runs) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text(""));
    boolean named = runs.stream().map(LoggedRun::name).distinct().count() == runs.size();
    runs.forEach(run -> columns.add(Column.number(named ? run.name() : run.id())));
    Table table = new Table(columns.toArray(Column[]::new));
    row(table, runs, "run", LoggedRun::id);
    row(table, runs, "status", LoggedRun::status);
    row(table, runs, "time", run -> AgeText.of(run.duration(session.now())));
    for (String key : RunColumns.params(runs)) {
      Function<LoggedRun, String> value = run -> run.params().getOrDefault(key, "");
      if (all || new HashSet<>(runs.stream().map(value).toList()).size() > 1) {
        row(table, runs, "param " + key, value);
      }
    }
    for (String key : RunColumns.metrics(runs)) {
      row(table, runs, "metric " + key, run -> run.shortMetric(key));
    }
    return table;
  }

  private static void row(
      Table table, List<LoggedRun> runs, String title, Function<LoggedRun, String> value) {
    List<String> cells = new ArrayList<>(List.of(title));
    runs.forEach(run -> cells.add(value.apply(run)));
    table.row(cells.toArray(String[]::new));
  }
}
