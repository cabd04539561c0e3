package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.command.DeviceUseText;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.BrailleChart;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.cli.terminal.Table;
import org.arkwright.cli.training.LossCurve;

/** The detailed view of one job, with its ranks and, if it logged one, its loss curve. */
final class JobDetailView {
  private static final int CHART_WIDTH = 90;
  private static final int CHART_HEIGHT = 10;

  private final Session session;
  private final JobAnswer job;

  JobDetailView(Session session, JobAnswer job) {
    this.session = session;
    this.job = job;
  }

  void print() throws IOException {
    DetailView detailView = new DetailView(session.terminal());
    detailView.line("job", job.id() + "  " + job.name());
    detailView.line("project", job.text("project"));
    detailView.state("state", job.state());
    if (job.isQueued()) {
      detailView.line("reason", job.waitReason());
      detailView.line("to start", job.json().path("reason").path("smallestChange").asText(""));
    }
    detailView.line("priority", job.text("priority"));
    detailView.line("ranks", Integer.toString(job.ranks()));
    detailView.line("submitted", time("submittedAt"));
    detailView.line("started", time("startedAt"));
    detailView.line("finished", time("finishedAt"));
    detailView.line(
        "runtime", AgeText.between(job.text("startedAt"), job.text("finishedAt"), session.now()));
    if (job.json().has("use")) {
      detailView.line(
          "uses now",
          "%s cores, %s memory"
              .formatted(PsCommand.UseText.cores(job), PsCommand.UseText.memory(job)));
    }
    detailView.text("used", UsedText.of(job.json().path("used")));
    detailView.text("hint", UsedText.hints(job.json().path("used")));
    detailView.text("transfers", TransferText.of(job.json().path("transfers")));
    StringJoiner devicesNow = new StringJoiner("\n");
    for (JsonNode device : job.json().path("use").path("devices")) {
      devicesNow.add(
          "%s/%s  %s"
              .formatted(
                  device.path("node").asText(),
                  device.path("device").asText(),
                  DeviceUseText.of(device)));
    }
    detailView.text("device use", devicesNow.toString());
    detailView.line("attempts", Integer.toString(job.attempts()));
    detailView.line("failures", job.text("failures").replaceFirst("^0$", ""));
    detailView.line("losses", job.text("losses").replaceFirst("^0$", ""));
    detailView.line("exit code", job.text("exitCode"));
    detailView.line("cause", job.cause());
    detailView.line("last attempt", job.previousCause());
    detailView.line("nodes", text(job.json().path("nodes")));
    detailView.line("devices", devices(job.json().path("devices")));
    detailView.line("labels", text(job.json().path("labels")));
    detailView.text("runs", command(job.json().path("spec")));
    printRanks();
    printLoss();
  }

  private void printLoss() throws IOException {
    int width = Math.min(session.terminal().width().orElse(CHART_WIDTH), CHART_WIDTH);
    List<String> lines =
        new BrailleChart(LossCurve.of(session.api(), job)).lines(width, CHART_HEIGHT);
    if (!lines.isEmpty()) {
      session.terminal().out().println();
      session.terminal().out().println("loss by step");
      lines.forEach(session.terminal().out()::println);
    }
  }

  private String time(String member) {
    return AgeText.moment(job.text(member), session.now());
  }

  private static String command(JsonNode spec) {
    if (spec.path("builtin").isArray()) {
      return "arkwright work " + text(spec.path("builtin")).replace(", ", " ");
    }
    JsonNode command = spec.path(spec.has("server") ? "server" : "command");
    return command.isArray()
        ? text(command).replace(", ", " ")
        : spec.path("script").asText(command.asText(""));
  }

  private static String text(JsonNode node) {
    List<String> items = new ArrayList<>();
    if (node.isObject()) {
      node.properties().forEach(e -> items.add(e.getKey() + "=" + e.getValue().asText()));
    } else {
      node.forEach(item -> items.add(item.isObject() ? text(item) : item.asText()));
    }
    return String.join(", ", items);
  }

  private static String devices(JsonNode devices) {
    List<String> texts = new ArrayList<>();
    for (JsonNode device : devices) {
      int share = device.path("share").asInt(1000);
      texts.add(
          "%s/%s%s"
              .formatted(
                  device.path("node").asText(),
                  device.path("device").asText(),
                  share < 1000 ? " (%d/1000)".formatted(share) : ""));
    }
    return String.join(", ", texts);
  }

  private void printRanks() {
    JsonNode states = job.json().path("rankStates");
    if (states.isEmpty()) {
      return;
    }
    Table table = new Table(Column.number("RANK"), Column.text("NODE"), Column.text("STATE"));
    int number = 0;
    for (JsonNode state : states) {
      table.row(
          state.path("rank").asText(Integer.toString(number)),
          state.path("node").asText(""),
          state.path("exit").path("text").asText(state.path("state").asText("")));
      number++;
    }
    session.terminal().out().println();
    table.print(session.terminal().out(), session.terminal().width(), session.terminal().colors());
  }
}
