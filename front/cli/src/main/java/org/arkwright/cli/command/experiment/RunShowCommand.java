package org.arkwright.cli.command.experiment;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.TrackingClient;
import org.arkwright.cli.command.DownloadFolder.RemoteFile;
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
  private static final int FILES_MAX = 100;

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
    List<RemoteFile> files = RunFiles.of(tracking, run.id(), FILES_MAX + 1);
    files.stream()
        .limit(FILES_MAX)
        .forEach(
            file -> view.line("file", "%-10s %s".formatted(new Bytes(file.size()), file.path())));
    if (files.size() > FILES_MAX) {
      view.line("file", "and more: see `arkwright experiment download`");
    }
    return ExitCode.OK;
  }
}
