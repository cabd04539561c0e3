package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code job cancel}: cancels jobs. */
@Command(name = "cancel", description = "Cancel jobs; their ranks get their grace period.")
public final class CancelCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", arity = "0..*", description = "Ids, names, or PROJECT/NAME.")
  private List<String> jobs = List.of();

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "All jobs with this label that have not ended.")
  private String label = "";

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      defaultValue = "default",
      description = "The project of the jobs with that label; default: default.")
  private String project = "default";

  public CancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    int code = ExitCode.OK;
    ArrayNode answers = JsonNodeFactory.instance.arrayNode();
    for (String job : named()) {
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

  private List<String> named() throws IOException {
    if (label.isEmpty() == jobs.isEmpty()) {
      throw new WrongUseException(
          jobs.isEmpty()
              ? "no job is named: expected ids or names, or --label KEY=VALUE"
              : "jobs are named and --label is given: expected one of both");
    }
    if (label.isEmpty()) {
      return jobs;
    }
    List<String> found = new ArrayList<>();
    for (JsonNode job : JobsInStates.list(session.api(), JobsInStates.LIVE, project, label)) {
      found.add(project + "/" + new JobAnswer(job).name());
    }
    if (found.isEmpty()) {
      session
          .terminal()
          .err()
          .println(
              "no job of project %s with the label %s has not ended".formatted(project, label));
    }
    return found;
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
