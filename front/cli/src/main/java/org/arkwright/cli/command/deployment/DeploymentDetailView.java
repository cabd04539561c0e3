package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import org.arkwright.cli.api.DeploymentAnswer;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.Table;

/** The detailed view of one deployment, with its replicas and the last log lines of failed ones. */
final class DeploymentDetailView {
  private final Session session;
  private final DeploymentAnswer deployment;

  DeploymentDetailView(Session session, DeploymentAnswer deployment) {
    this.session = session;
    this.deployment = deployment;
  }

  void print() {
    JsonNode spec = deployment.json().path("spec");
    DetailView detailView = new DetailView(session.terminal());
    detailView.line("deployment", deployment.name());
    detailView.line("project", deployment.project());
    detailView.state("state", deployment.state());
    detailView.line("serves", deployment.model());
    detailView.line("runtime", spec.path("runtime").asText(""));
    detailView.line("ready", deployment.ready() + " of " + deployment.wanted());
    detailView.line("replicas", spec.path("replicas").asText(""));
    detailView.line("generation", deployment.text("generation"));
    detailView.line("created", AgeText.moment(deployment.text("createdAt"), session.now()));
    JsonNode replicas = deployment.json().path("replicas");
    if (!replicas.isEmpty()) {
      session.terminal().out().println();
      table(deployment)
          .print(session.terminal().out(), session.terminal().width(), session.terminal().colors());
      replicas.forEach(this::printLog);
    }
  }

  private static Table table(DeploymentAnswer deployment) {
    Table table =
        new Table(
            Column.key("JOB"),
            Column.text("REPLICA"),
            Column.state("STATE"),
            Column.text("READY"),
            Column.number("FAILURES"),
            Column.text("DETAIL"));
    for (JsonNode replica : deployment.json().path("replicas")) {
      JobAnswer job = new JobAnswer(replica);
      String waiting = job.waitReason();
      String cause = job.cause();
      table.row(
          replica.path("job").asText(""),
          job.name(),
          job.state(),
          replica.path("ready").asBoolean() ? "yes" : "no",
          job.text("failures"),
          cause
              + (cause.isEmpty() || waiting.isEmpty() ? "" : "; ")
              + waiting
              + (cause.isEmpty() && waiting.isEmpty() ? deployment.probe(replica) : ""));
    }
    return table;
  }

  private void printLog(JsonNode replica) {
    JsonNode lines = replica.path("log");
    if (!lines.isEmpty()) {
      PrintStream out = session.terminal().out();
      out.println();
      out.println("Last log lines of " + replica.path("name").asText() + ":");
      lines.forEach(line -> out.println("  " + SafeText.of(line.asText())));
    }
  }
}
