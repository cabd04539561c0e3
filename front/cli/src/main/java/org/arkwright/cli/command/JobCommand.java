package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.JobView;
import org.arkwright.cli.api.Paths;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one job. */
@Command(name = "job", description = "Show one job: where it stands, its ranks and its spec.")
public final class JobCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", description = "A job's id, its name, or PROJECT/NAME.")
  private String job = "";

  public JobCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().get(Paths.job(job));
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      new JobSheet(session, new JobView(answer)).print();
    }
    return ExitCode.OK;
  }
}
