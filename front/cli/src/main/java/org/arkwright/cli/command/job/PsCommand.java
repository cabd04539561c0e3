package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.command.ProjectNotice;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code job ps}: lists the jobs that run, with what they use now. */
@Command(
    name = "ps",
    description = {
      "List the jobs that run, with what they use now of what they hold: cores and memory.",
      "Workers measure every few seconds; memory is resident, as ps(1) counts it."
    })
public final class PsCommand implements Callable<Integer> {
  private static final long REFRESH_SECONDS = 3;
  private final Session session;

  @Option(names = "--project", paramLabel = "PROJECT", description = "Only jobs of this project.")
  private String project = "";

  @Option(
      names = {"-w", "--watch"},
      description = "Show the list again every few seconds until Ctrl-C.")
  private boolean watch;

  public PsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ProjectNotice.print(session, project);
    do {
      ArrayNode jobs = JobsInStates.list(session.api(), JobsInStates.RUNNING, project, "");
      if (watch && session.terminal().width().isPresent()) {
        session.terminal().out().print("\033[H\033[2J");
      }
      if (watch && session.wantsData()) {
        session.printItem(jobs);
      } else {
        session.print(jobs, this::table);
      }
      if (watch) {
        pause();
      }
    } while (watch && !session.terminal().out().checkError());
    return ExitCode.OK;
  }

  private static void pause() throws InterruptedIOException {
    try {
      TimeUnit.SECONDS.sleep(REFRESH_SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private Table table(JsonNode jobs) {
    Table table =
        new Table(
            Column.key("ID"),
            Column.text("NAME"),
            Column.text("PROJECT").asMinor(),
            Column.state("STATE"),
            Column.number("RANKS").asMinor(),
            Column.number("CORES"),
            Column.number("MEMORY"),
            Column.number("DEVICES").asMinor(),
            Column.number("RUNTIME"),
            Column.text("NODES").asMinor());
    for (JsonNode node : jobs) {
      JobAnswer job = new JobAnswer(node);
      List<String> nodes = new ArrayList<>();
      node.path("nodes").forEach(name -> nodes.add(name.asText()));
      table.row(
          job.id(),
          job.name(),
          job.text("project"),
          job.state(),
          Integer.toString(job.ranks()),
          UseText.cores(job),
          UseText.memory(job),
          Integer.toString(node.path("devices").size()),
          AgeText.since(job.text("startedAt"), session.now()),
          String.join(", ", nodes));
    }
    return table;
  }

  /** Formats what a job uses now, of what it holds. */
  static final class UseText {
    private UseText() {}

    /** Returns the cores in use and held, such as {@code 1.9/2}; {@code -} if not measured. */
    static String cores(JobAnswer job) {
      JsonNode use = job.json().path("use");
      double held = job.json().path("resources").path("cpus").asDouble(0) * job.ranks();
      return (use.has("cpus") ? decimal(use.path("cpus").asDouble()) : "-") + "/" + decimal(held);
    }

    /** Returns the memory in use; {@code -} if not measured. */
    static String memory(JobAnswer job) {
      JsonNode use = job.json().path("use");
      if (use.isMissingNode()) {
        return "-";
      }
      long mebibytes = Math.round(use.path("memory").asLong() / (double) (1 << 20));
      return new Bytes(mebibytes << 20).toString();
    }

    private static String decimal(double value) {
      double rounded = Math.round(value * 10) / 10.0;
      return rounded == Math.rint(rounded)
          ? Long.toString((long) rounded)
          : Double.toString(rounded);
    }
  }
}
