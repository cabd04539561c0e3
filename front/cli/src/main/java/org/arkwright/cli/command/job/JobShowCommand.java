package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.command.AtOption;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code job show}: shows one job. */
@Command(name = "show", description = "Show one job: its state, ranks and spec.")
public final class JobShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", description = "A job's id, its name, or PROJECT/NAME.")
  private String job = "";

  @Mixin private final AtOption at = new AtOption();

  public JobShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().get(at.of(ApiPaths.job(job), session));
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      new JobDetailView(session, new JobAnswer(answer)).print();
    }
    return ExitCode.OK;
  }
}
