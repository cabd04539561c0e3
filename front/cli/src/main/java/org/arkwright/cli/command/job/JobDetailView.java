package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.BrailleChart;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.cli.terminal.Table;
import org.arkwright.cli.training.LossCurve;

/** All that there is to say about one job, for a person. */
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
    DetailView sheet = new DetailView(session.terminal());
    sheet.line("job", job.id() + "  " + job.name());
    sheet.line("project", job.text("project"));
    sheet.line("state", session.terminal().ink().ofState(job.state()));
    if (job.isQueued()) {
      sheet.line("waits for", job.waiting());
      sheet.line("change", job.json().path("reason").path("smallestChange").asText(""));
    }
    sheet.line("priority", job.text("priority"));
    sheet.line("ranks", Integer.toString(job.ranks()));
    sheet.line("submitted", time("submittedAt"));
    sheet.line("started", time("startedAt"));
    sheet.line("finished", time("finishedAt"));
    sheet.line(
        "ran", AgeText.between(job.text("startedAt"), job.text("finishedAt"), session.now()));
    sheet.line("attempts", Integer.toString(job.attempts()));
    sheet.line("failures", job.text("failures").replaceFirst("^0$", ""));
    sheet.line("exit code", job.text("exitCode"));
    sheet.line("cause", job.cause());
    sheet.line("nodes", words(job.json().path("nodes")));
    sheet.line("devices", devices(job.json().path("devices")));
    sheet.line("labels", words(job.json().path("labels")));
    sheet.line("runs", command(job.json().path("spec")));
    printRanks();
    printLoss();
  }

  private void printLoss() throws IOException {
    int width = Math.min(session.terminal().width().orElse(CHART_WIDTH), CHART_WIDTH);
    List<String> lines =
        new BrailleChart(LossCurve.of(session.api(), job)).lines(width, CHART_HEIGHT);
    if (!lines.isEmpty()) {
      session.terminal().out().println();
      session.terminal().out().println("loss over steps");
      lines.forEach(session.terminal().out()::println);
    }
  }

  private String time(String member) {
    String time = job.text(member);
    return time.isEmpty() ? "" : time + "  (" + AgeText.since(time, session.now()) + " ago)";
  }

  private static String command(JsonNode spec) {
    JsonNode command = spec.path("command");
    return command.isArray()
        ? words(command).replace(", ", " ")
        : spec.path("script").asText(command.asText(""));
  }

  private static String words(JsonNode node) {
    List<String> words = new ArrayList<>();
    if (node.isObject()) {
      node.properties().forEach(e -> words.add(e.getKey() + "=" + e.getValue().asText()));
    } else {
      node.forEach(item -> words.add(item.isObject() ? words(item) : item.asText()));
    }
    return String.join(", ", words);
  }

  private static String devices(JsonNode devices) {
    List<String> words = new ArrayList<>();
    for (JsonNode device : devices) {
      int share = device.path("share").asInt(1000);
      words.add(
          "%s/%s%s"
              .formatted(
                  device.path("node").asText(),
                  device.path("device").asText(),
                  share < 1000 ? " (%d/1000)".formatted(share) : ""));
    }
    return String.join(", ", words);
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
    table.print(session.terminal().out(), session.terminal().width(), session.terminal().ink());
  }
}
