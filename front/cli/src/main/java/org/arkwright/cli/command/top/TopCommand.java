package org.arkwright.cli.command.top;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.command.ProjectNotice;
import org.arkwright.cli.command.job.JobsInStates;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Table;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code top}: shows what nodes and running jobs use, again and again. */
@Command(
    name = "top",
    description = {
      "Show what nodes and running jobs use of what they have: cores, memory, devices, disk.",
      "On a terminal it is shown in place until Ctrl-C, as much of it as fits; into a pipe or"
          + " file,",
      "and on a terminal that cannot show it in place, all of it once.",
      "What was not measured in the last seconds is '-'."
    })
public final class TopCommand implements Callable<Integer> {
  private static final String CLEAR_BELOW = "\033[J";
  private static final String CLEAR_LINE = "\033[K";
  private static final String HOME = "\033[H";
  private static final String CLEAR_ALL = "\033[2J";

  private final Session session;

  @Option(names = "--once", description = "Show it once.")
  private boolean once;

  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      description = "Sort jobs by ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private TopSort sort = TopSort.cpus;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      description = "How often it is shown anew; by default ${DEFAULT-VALUE}.")
  private int seconds = 2;

  @Option(names = "--project", paramLabel = "PROJECT", description = "Only jobs of this project.")
  private String project = "";

  public TopCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (seconds < 1) {
      throw WrongUseException.ofValue("--every", seconds, "1 or more seconds");
    }
    Optional<String> notice = ProjectNotice.of(session, project);
    boolean live = !once && !session.wantsData() && session.terminal().height().isPresent();
    if (!live) {
      notice.ifPresent(session.terminal()::tell);
    } else {
      session.terminal().out().print(HOME + CLEAR_ALL);
    }
    while (true) {
      ObjectNode answer = ask();
      if (session.wantsData()) {
        session.printData(answer);
        return ExitCode.OK;
      }
      TopScreen screen = screen(answer, live ? notice : Optional.empty());
      if (!live) {
        session.terminal().out().print(screen.whole());
        return ExitCode.OK;
      }
      String text = screen.fitting(session.terminal().height().orElseThrow());
      // Over what was there, line by line: clearing the screen first would make it flicker.
      session.terminal().out().print(HOME + text.replace("\n", CLEAR_LINE + "\n") + CLEAR_BELOW);
      if (session.terminal().out().checkError()) {
        return ExitCode.OK;
      }
      pause();
    }
  }

  private ObjectNode ask() throws IOException {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("nodes", PagedList.allPages(session.api(), "/nodes", "nodes"));
    answer.set("devices", PagedList.allPages(session.api(), "/devices", "devices"));
    answer.set("jobs", JobsInStates.list(session.api(), JobsInStates.RUNNING, project, ""));
    return answer;
  }

  /**
   * @param notice said instead of that no job runs
   */
  private TopScreen screen(JsonNode answer, Optional<String> notice) {
    Table jobs = TopTables.jobs(answer.path("jobs"), sort, session.now());
    return new TopScreen(
        lines(TopTables.nodes(answer.path("nodes"), answer.path("devices"))),
        jobs.isEmpty()
            ? List.of(session.terminal().colors().faint(notice.orElse("no job runs")))
            : lines(jobs));
  }

  private List<String> lines(Table table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      table.print(out, session.terminal().width(), session.terminal().colors());
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void pause() throws InterruptedIOException {
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
