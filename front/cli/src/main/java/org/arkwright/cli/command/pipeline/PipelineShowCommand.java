package org.arkwright.cli.command.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.PipelineAnswer;
import org.arkwright.cli.command.AtOption;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pipeline show}: shows a pipeline. */
@Command(name = "show", description = "Show a pipeline: what each step does, or for what it waits.")
public final class PipelineShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "PIPELINE",
      description = "A pipeline's id, its name for the latest of it, or PROJECT/NAME.")
  private String name = "";

  @Mixin private final AtOption at = new AtOption();

  public PipelineShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().get(at.of(ApiPaths.pipeline(name), session));
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      show(session, new PipelineAnswer(answer));
    }
    return ExitCode.OK;
  }

  private static void show(Session session, PipelineAnswer pipeline) throws IOException {
    DetailView details = new DetailView(session.terminal());
    details.line("id", pipeline.id());
    details.line("name", pipeline.name());
    details.line("project", pipeline.project());
    details.state("state", pipeline.state());
    details.line("submitted", time(session, pipeline, "submittedAt"));
    details.line("by", pipeline.json().path("submittedBy").asText(""));
    details.line("cancelled by", pipeline.json().path("cancelledBy").asText(""));
    details.line("ended", time(session, pipeline, "endedAt"));
    session.terminal().out().println();
    table(session, pipeline)
        .print(session.terminal().out(), session.terminal().width(), session.terminal().colors());
  }

  private static String time(Session session, PipelineAnswer pipeline, String member) {
    return AgeText.moment(pipeline.json().path(member).asText(""), session.now());
  }

  /** The steps of a pipeline as a table. */
  private static Table table(Session session, PipelineAnswer pipeline) throws IOException {
    Table table =
        new Table(
            Column.key("STEP"), Column.state("STATE"), Column.text("JOB"), Column.text("DETAIL"));
    for (PipelineAnswer.Step step : pipeline.steps()) {
      table.row(step.name(), step.liveState(), step.job(), detail(session, step));
    }
    return table;
  }

  /** What a step has made, why it was not run, of what its job failed, or for what it waits. */
  private static String detail(Session session, PipelineAnswer.Step step) throws IOException {
    if (!step.outputs().isEmpty()) {
      return step.outputs();
    }
    if (step.state().equals("Failed")) {
      return new JobAnswer(session.api().get(ApiPaths.job(step.job()))).causeAndLog();
    }
    return step.why().isEmpty() ? step.waitReason() : step.why();
  }
}
