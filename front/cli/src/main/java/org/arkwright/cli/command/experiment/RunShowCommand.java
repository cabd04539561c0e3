package org.arkwright.cli.command.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.TrackingClient;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code experiment show}: shows one run. */
@Command(name = "show", description = "Show a run: its parameters, latest metrics, tags and files.")
public final class RunShowCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ProjectOption option = new ProjectOption();

  @Parameters(paramLabel = "RUN", description = "The run's id or name; of a job JOB-ATTEMPT.")
  private String name = "";

  public RunShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    TrackingClient tracking = option.tracking(session);
    LoggedRun run = RunSet.get(tracking, name);
    if (session.wantsData()) {
      session.printData(run.json());
      return ExitCode.OK;
    }
    DetailView view = new DetailView(session.terminal());
    view.line("run", run.id());
    view.line("name", run.name());
    view.line("experiment", run.experiment());
    view.line("status", run.status());
    view.line("started", run.started() + " by " + run.user());
    view.line("ended", run.ended());
    view.line("took", AgeText.of(run.duration(session.now())));
    run.params().forEach((key, value) -> view.line("param", key + " = " + value));
    run.metrics()
        .forEach((key, metric) ->
            view.line(
                "metric",
                "%s = %s at step %s"
                    .formatted(key, run.metric(key), metric.path("step").asText())));
    run.tags()
        .forEach(
            (key, value) -> view.line("tag", key + " = " + value.lines().findFirst().orElse("")));
    JsonNode files = tracking.get(ApiPaths.query("/artifacts/list", "run_id", run.id()));
    for (JsonNode file : files.path("files")) {
      boolean folder = file.path("is_dir").asBoolean();
      view.line(
          "file",
          folder
              ? "%-10s %s/".formatted("", file.path("path").asText())
              : "%-10s %s"
                  .formatted(
                      new Bytes(file.path("file_size").asLong()), file.path("path").asText()));
    }
    return ExitCode.OK;
  }
}
