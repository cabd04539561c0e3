package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.command.TimeSpan;
import org.arkwright.cli.follow.EndOfJob;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code job wait}: waits for jobs to end. */
@Command(
    name = "wait",
    description = {
      "Wait until jobs have ended, and exit with the code of the first that did not succeed, or with"
          + " 124 on timeout.",
      EndOfJob.CODES
    })
public final class WaitCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", arity = "1..*", description = "Ids, names, or PROJECT/NAME.")
  private List<String> jobs = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "Time limit of the whole wait, such as 90s, 10m or 1h30m.")
  private @Nullable Duration timeout;

  public WaitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    ArrayNode answers = JsonNodeFactory.instance.arrayNode();
    int code = ExitCode.OK;
    for (EndOfJob job : named()) {
      JobAnswer view = job.await(left(begin));
      answers.add(view.json());
      if (!session.wantsData()) {
        print(view);
      }
      int its = view.isFinal() ? view.exitCode() : ExitCode.TIMED_OUT;
      code = code == ExitCode.OK ? its : code;
    }
    if (session.wantsData()) {
      session.printData(jobs.size() == 1 ? answers.path(0) : answers);
    }
    return code;
  }

  /** Returns what to wait for, all found before the first wait. */
  private List<EndOfJob> named() throws IOException {
    List<EndOfJob> named = new ArrayList<>();
    for (String job : jobs) {
      named.add(EndOfJob.named(session.api(), session.terminal(), job));
    }
    return named;
  }

  private @Nullable Duration left(long begin) {
    Duration limit = timeout;
    return limit == null ? null : limit.minusNanos(System.nanoTime() - begin);
  }

  private void print(JobAnswer view) {
    String name = jobs.size() == 1 ? "" : view.name() + " ";
    session.terminal().say(name + view.state());
    if (view.isFinal() && !view.cause().isEmpty()) {
      session.terminal().tell((name.isEmpty() ? "" : view.name() + ": ") + view.cause());
    }
  }
}
