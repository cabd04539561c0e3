package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.command.AtOption;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.command.ProjectNotice;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code job ls}: lists jobs. */
@Command(name = "ls", description = "List live jobs, or all jobs with --all.")
public final class JobListCommand implements Callable<Integer> {
  private static final int PAGE_MAX = 1000;

  private final Session session;

  @Option(names = "--state", paramLabel = "STATE", description = "Only jobs in this state.")
  private String state = "";

  @Option(names = "--project", paramLabel = "PROJECT", description = "Only jobs of this project.")
  private String project = "";

  @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Only jobs with this label.")
  private String label = "";

  @Option(names = "--all", description = "Include ended jobs.")
  private boolean all;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "List at most N jobs, the newest of each state; default: 1000.")
  private int limit = 1000;

  @Mixin private final AtOption at = new AtOption();

  public JobListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (limit < 1) {
      throw WrongUseException.ofValue("--limit", limit, "a whole number from 1");
    }
    List<String> states = state.isEmpty() && !all ? JobsInStates.LIVE : List.of(state);
    ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
    Set<String> seen = new HashSet<>();
    for (String each : states) {
      if (!jobs.isEmpty() && jobs.size() >= limit) {
        break;
      }
      int remaining = limit - jobs.size();
      String page = Integer.toString(Math.min(remaining, PAGE_MAX));
      String query =
          ApiPaths.query("/jobs", "state", each, "project", project, "label", label, "limit", page);
      String path = at.of(query, session);
      for (JsonNode job : PagedList.pages(session.api(), path, "jobs", remaining)) {
        // One that changes its state meanwhile is found in both.
        if (seen.add(job.path("id").asText())) {
          jobs.add(job);
        }
      }
    }
    session.print(jobs, this::table);
    if (jobs.isEmpty()) {
      ProjectNotice.print(session, project);
    }
    if (jobs.size() >= limit) {
      session.terminal().err().printf("» stopped at --limit %,d; there may be more jobs%n", limit);
    }
    return ExitCode.OK;
  }

  private Table table(JsonNode jobs) {
    Table table =
        new Table(
            Column.key("ID"),
            Column.text("NAME"),
            Column.text("PROJECT").asMinor(),
            Column.state("STATE"),
            Column.number("PRIO").asMinor(),
            Column.number("RANKS").asMinor(),
            Column.number("AGE"),
            Column.number("RUNTIME").asMinor(),
            Column.text("DETAIL"));
    for (JsonNode node : jobs) {
      JobAnswer job = new JobAnswer(node);
      table.row(
          job.id(),
          job.name(),
          job.text("project"),
          job.state(),
          job.text("priority"),
          Integer.toString(job.ranks()),
          AgeText.since(job.text("submittedAt"), session.now()),
          // One that ran before and waits again does not run now.
          job.isQueued()
              ? ""
              : AgeText.between(job.text("startedAt"), job.text("finishedAt"), session.now()),
          detail(job));
    }
    return table;
  }

  private static String detail(JobAnswer job) {
    if (job.isQueued()) {
      return job.waitReason();
    }
    String exit = job.isFinal() && job.exitCode() != 0 ? "exit " + job.exitCode() : "";
    String cause = job.cause();
    return exit.isEmpty() || cause.isEmpty() ? exit + cause : exit + ", " + cause;
  }
}
