package org.arkwright.cli.command.job;

import static java.time.temporal.ChronoUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.PipelineAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.command.AtOption;
import org.arkwright.cli.command.twin.ServersTwin;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Table;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code job explain}: shows why a job waits, or how it ended. */
@Command(
    name = "explain",
    description = {
      "Explain why a job waits, which jobs block it, and what would let it start.",
      "Of one that has ended: why, when, how long it waited and ran, and where.",
      "Of a pipeline: for what its steps wait, and why those that ran were not reused."
    })
public final class ExplainCommand implements Callable<Integer> {
  private static final int NOT_FOUND = 404;

  private final Session session;

  @Parameters(
      paramLabel = "JOB",
      description = "A job's or pipeline's id, its name, or PROJECT/NAME.")
  private String job = "";

  @Option(
      names = "--when",
      description = "Also ask the twin when it will start, as things are now.")
  private boolean when;

  @Mixin private final AtOption at = new AtOption();

  public ExplainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (when && at.isGiven()) {
      throw new WrongUseException(
          "--when is about now, --at about the past\nexpected: one of them");
    }
    JsonNode answer;
    try {
      answer = session.api().get(at.of(ApiPaths.job(job, "explain"), session));
    } catch (ProblemException unknown) {
      if (unknown.problem().status() != NOT_FOUND) {
        throw unknown;
      }
      return pipeline(unknown);
    }
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

  /**
   * Explains which steps of a pipeline wait and why others ran, or reports the unknown job if it is
   * none either.
   */
  private int pipeline(ProblemException unknown) throws IOException {
    JsonNode answer;
    try {
      answer = session.api().get(at.of(ApiPaths.pipeline(job, "explain"), session));
    } catch (ProblemException _) {
      throw unknown;
    }
    if (session.wantsData()) {
      session.printData(answer);
      return ExitCode.OK;
    }
    Table table = new Table(Column.key("STEP"), Column.state("STATE"), Column.text("DETAIL"));
    for (JsonNode step : answer.path("steps")) {
      PipelineAnswer.Step shown = new PipelineAnswer.Step(step, 0);
      table.row(shown.name(), shown.liveState(), shown.explanation());
    }
    if (table.isEmpty()) {
      session
          .terminal()
          .say("No step waits or ran; the pipeline is " + answer.path("state").asText("") + ".");
    } else {
      table.print(
          session.terminal().out(), session.terminal().width(), session.terminal().colors());
    }
    return ExitCode.OK;
  }

  /** Returns the twin's forecast of the start, made from the server's journal. */
  private JsonNode start(JsonNode answer) throws IOException {
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    question.put("when", new JobAnswer(answer).id());
    try {
      return new ServersTwin(session).answer(question).path("result");
    } catch (FailureException failed) {
      return untold(String.valueOf(failed.getMessage()));
    } catch (ProblemException refused) { // As one too many.
      return untold(refused.problem().message());
    }
  }

  /** Why the job waits is known all the same. */
  private static JsonNode untold(String why) {
    return JsonNodeFactory.instance.objectNode().put("problem", why);
  }

  private void show(JsonNode answer) {
    JsonNode reason = answer.has("reason") ? answer.path("reason") : answer;
    DetailView detailView = new DetailView(session.terminal());
    JobAnswer view = new JobAnswer(answer);
    detailView.state("state", view.state());
    detailView.line("reason", reason.path("code").asText(""));
    boolean waits = reason.hasNonNull("text");
    detailView.line("detail", reason.path("text").asText(view.cause()));
    detailView.line("last attempt", waits ? view.cause() : view.previousCause());
    EndedView.lines(view, session.now()).forEach(detailView::line);
    for (JsonNode cordon : answer.path("cordons")) {
      detailView.line(
          "node",
          "%s %s since %s%s%s"
              .formatted(
                  cordon.path("node").asText(),
                  cordon.path("drains").asBoolean() ? "drains" : "is cordoned",
                  StartView.toTheSecond(cordon.path("since").asText()),
                  cordon.has("deadline")
                      ? "; what is left is stopped at "
                          + StartView.toTheSecond(cordon.path("deadline").asText())
                      : "",
                  cordon.path("reason").asText().isEmpty()
                      ? ""
                      : ": " + cordon.path("reason").asText()));
    }
    detailView.line("hosts", answer.path("hostsNotServed").asText(""));
    StringJoiner blockers = new StringJoiner("\n");
    for (JsonNode blocker : reason.path("blockers")) {
      blockers.add(
          blocker.isObject()
              ? blocker.path("id").asText() + "  " + blocker.path("name").asText("")
              : blocker.asText());
    }
    detailView.text("blocked by", blockers.toString());
    if (reason.path("position").asLong(0) > 0) {
      detailView.line(
          "position", reason.path("position").asText() + " of " + reason.path("queued").asText());
      detailView.line("ordered by", reason.path("ordering").asText(""));
    }
    if (reason.path("reconstructed").asBoolean()) {
      detailView.line("made", "now, from the state of then: what was said then is not kept");
    }
    detailView.line("to start", reason.path("smallestChange").asText(""));
    StartView.lines(answer.path("start")).forEach(detailView::line);
    showSites(reason.path("sites"));
  }

  /** Prints the offer of each site, if there are several. */
  private void showSites(JsonNode sites) {
    if (sites.isEmpty()) {
      return;
    }
    Table table =
        new Table(
            Column.text("SITE"),
            Column.text("STARTS"),
            Column.number("RENT"),
            Column.number("ENERGY"),
            Column.number("CARBON"),
            Column.number("TRANSFER"),
            Column.number("WAITING"),
            Column.number("TOTAL"),
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
          verdict(site.path("verdict").asText()));
    }
    session.terminal().out().println();
    table.print(session.terminal().out(), session.terminal().width(), session.terminal().colors());
  }

  private static String verdict(String word) {
    return word.replace('-', ' ');
  }

  private static String money(JsonNode site, String part) {
    return site.has(part)
        ? site.path(part).decimalValue().setScale(2, RoundingMode.HALF_EVEN).toPlainString()
        : "";
  }
}
