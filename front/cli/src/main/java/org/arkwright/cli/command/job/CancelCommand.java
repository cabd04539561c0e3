package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code job cancel}: cancels jobs. */
@Command(name = "cancel", description = "Cancel jobs; their ranks get their grace period.")
public final class CancelCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", arity = "1..*", description = "Ids, names, or PROJECT/NAME.")
  private List<String> jobs = List.of();

  public CancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    int code = ExitCode.OK;
    ArrayNode answers = JsonNodeFactory.instance.arrayNode();
    for (String job : jobs) {
      try {
        JsonNode answer =
            session.api().post(ApiPaths.job(job, "cancel"), MissingNode.getInstance());
        answers.add(answer);
        if (!session.wantsData()) {
          session.terminal().out().println(said(job, new JobAnswer(answer)));
        }
      } catch (ProblemException refused) {
        // One refusal must not keep the others from being cancelled.
        code = session.failures().report(refused);
      }
    }
    if (session.wantsData()) {
      session.printData(answers);
    }
    return code;
  }

  private static String said(String job, JobAnswer now) {
    if (now.state().equals("Cancelled")) {
      return job + " is cancelled";
    }
    return now.isFinal()
        ? "%s had ended before: %s".formatted(job, now.state())
        : "cancelling " + job;
  }
}
