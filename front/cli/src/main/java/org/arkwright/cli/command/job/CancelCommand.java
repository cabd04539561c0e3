package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      description = "The project of the jobs; default: default.")
  private String project = "";

  public CancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    int code = ExitCode.OK;
    ArrayNode answers = JsonNodeFactory.instance.arrayNode();
    for (Map.Entry<String, String> job : named().entrySet()) {
      try {
        JsonNode answer =
            session.api().post(ApiPaths.job(job.getKey(), "cancel"), MissingNode.getInstance());
        answers.add(answer);
        if (!session.wantsData()) {
          session.terminal().say(said(job.getValue(), new JobAnswer(answer)));
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

  /** Returns ids, or names where those were given, with what to call each. */
  private Map<String, String> named() throws IOException {
    if (label.isEmpty() == jobs.isEmpty()) {
      throw new WrongUseException(
          jobs.isEmpty()
              ? "no job is named: expected ids or names, or --label KEY=VALUE"
              : "jobs are named and --label is given: expected one of both");
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (String job : jobs) {
      found.put(project.isEmpty() || job.indexOf('/') >= 0 ? job : project + "/" + job, job);
    }
    return label.isEmpty() ? found : labelled(project.isEmpty() ? "default" : project);
  }

  /** A job that starts while states are listed one after another is found by the next look. */
  private Map<String, String> labelled(String of) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    int before;
    do {
      before = found.size();
      for (JsonNode job : JobsInStates.list(session.api(), JobsInStates.LIVE, of, label)) {
        JobAnswer answer = new JobAnswer(job);
        found.put(answer.id(), of + "/" + answer.name());
      }
    } while (found.size() > before);
    if (found.isEmpty()) {
      session
          .terminal()
          .tell("no job of project %s with the label %s has not ended".formatted(of, label));
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
