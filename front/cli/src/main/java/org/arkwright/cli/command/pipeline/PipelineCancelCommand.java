package org.arkwright.cli.command.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.PipelineAnswer;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipeline cancel}: gives up a pipeline. */
@Command(
    name = "cancel",
    description = "Give up a pipeline: no step starts any more, and its live jobs are cancelled.")
public final class PipelineCancelCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "PIPELINE", description = "Its id, its name, or PROJECT/NAME.")
  private String name = "";

  public PipelineCancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer =
        session.api().post(ApiPaths.pipeline(name, "cancel"), MissingNode.getInstance());
    if (session.wantsData()) {
      session.printData(answer);
      return ExitCode.OK;
    }
    PipelineAnswer pipeline = new PipelineAnswer(answer);
    boolean gone = pipeline.isFinal() && !pipeline.state().equals("Cancelled");
    session
        .terminal()
        .say(
            gone
                ? "%s has ended before: %s".formatted(name, pipeline.state())
                : "%s is %s"
                    .formatted(name, pipeline.isFinal() ? "cancelled" : "stopping its live jobs"));
    return ExitCode.OK;
  }
}
