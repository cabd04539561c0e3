package org.arkwright.cli.command.job;

import static java.time.temporal.ChronoUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.command.twin.TwinProcess;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why a job waits. */
@Command(
    name = "explain",
    description = "Say why a job waits, for whom, and what would let it start.")
public final class ExplainCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", description = "A job's id, its name, or PROJECT/NAME.")
  private String job = "";

  @Option(
      names = "--when",
      description = "Ask the twin, too, when it will start; on the server's machine.")
  private boolean when;

  public ExplainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = session.api().get(ApiPaths.job(job, "explain"));
    if (when && new JobAnswer(answer).state().equals("Queued")) {
      answer = answer.<ObjectNode>deepCopy().set("start", start(answer));
    }
    if (session.wantsData()) {
      session.printData(answer);
    } else {
      show(answer);
    }
    return ExitCode.OK;
  }

  /** When it starts by the twin, which reads the journal in the home folder. */
  private JsonNode start(JsonNode answer) throws IOException {
    return new TwinProcess(session, "when")
        .word(new JobAnswer(answer).id())
        .option("--journal", session.home().journal().toString())
        .answer();
  }

  private void show(JsonNode answer) {
    JsonNode reason = answer.has("reason") ? answer.path("reason") : answer;
    DetailView sheet = new DetailView(session.terminal());
    JobAnswer view = new JobAnswer(answer);
    sheet.line("state", session.terminal().ink().ofState(view.state()));
    sheet.line("reason", reason.path("code").asText(""));
    sheet.line("why", reason.path("text").asText(view.cause()));
    StringJoiner blockers = new StringJoiner("\n");
    for (JsonNode blocker : reason.path("blockers")) {
      blockers.add(
          blocker.isObject()
              ? blocker.path("id").asText() + "  " + blocker.path("name").asText("")
              : blocker.asText());
    }
    sheet.line("blocked by", blockers.toString());
    if (reason.path("position").asLong(0) > 0) {
      sheet.line(
          "position", reason.path("position").asText() + " of " + reason.path("queued").asText());
      sheet.line("ordered by", reason.path("ordering").asText(""));
    }
    sheet.line("change", reason.path("smallestChange").asText(""));
    JsonNode start = answer.path("start");
    if (start.has("expected")) {
      sheet.line("starts", start.path("expected").asText());
      sheet.line(
          "between",
          start.path("early").asText("") + " and " + start.path("late").asText("who knows when"));
    } else if (answer.has("start")) {
      sheet.line("starts", "never, as things stand");
    }
    showSites(reason.path("sites"));
  }

  /** What each of several sites would come to. */
  private void showSites(JsonNode sites) {
    if (sites.isEmpty()) {
      return;
    }
    Table table =
        new Table(
            Column.text("SITE"),
            Column.text("RUNS FROM"),
            Column.number("RENT"),
            Column.number("ENERGY"),
            Column.number("CARBON"),
            Column.number("TRANSFER"),
            Column.number("WAITING"),
            Column.number("IN ALL"),
            Column.text(""));
    for (JsonNode site : sites) {
      table.row(
          site.path("site").asText(),
          site.has("runsAt")
              ? Instant.parse(site.path("runsAt").asText()).truncatedTo(SECONDS).toString()
              : "never",
          money(site, "rent"),
          money(site, "energy"),
          money(site, "carbon"),
          money(site, "transfer"),
          money(site, "waiting"),
          money(site, "cost"),
          site.path("verdict").asText());
    }
    session.terminal().out().println();
    table.print(session.terminal().out(), session.terminal().width(), session.terminal().ink());
  }

  private static String money(JsonNode site, String part) {
    return site.has(part)
        ? site.path(part).decimalValue().setScale(2, RoundingMode.HALF_EVEN).toPlainString()
        : "";
  }
}
