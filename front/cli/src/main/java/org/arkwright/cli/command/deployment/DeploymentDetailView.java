package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import org.arkwright.cli.api.DeploymentAnswer;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.DetailView;
import org.arkwright.cli.terminal.Table;

/** All that there is to say about one deployment, for a person. */
final class DeploymentDetailView {
  private final Session session;
  private final DeploymentAnswer deployment;

  DeploymentDetailView(Session session, DeploymentAnswer deployment) {
    this.session = session;
    this.deployment = deployment;
  }

  void print() {
    JsonNode spec = deployment.json().path("spec");
    DetailView sheet = new DetailView(session.terminal());
    sheet.line("deployment", deployment.name());
    sheet.line("project", deployment.project());
    sheet.line("state", session.terminal().ink().ofState(deployment.state()));
    sheet.line("serves", deployment.model());
    sheet.line("runtime", spec.path("runtime").asText(""));
    sheet.line("ready", deployment.ready() + " of " + deployment.wanted());
    sheet.line("range", spec.path("replicas").asText(""));
    sheet.line("generation", deployment.text("generation"));
    String created = deployment.text("createdAt");
    sheet.line("created", created + "  (" + AgeText.since(created, session.now()) + " ago)");
    JsonNode replicas = deployment.json().path("replicas");
    if (!replicas.isEmpty()) {
      session.terminal().out().println();
      table(replicas)
          .print(session.terminal().out(), session.terminal().width(), session.terminal().ink());
      replicas.forEach(this::printLog);
    }
  }

  private static Table table(JsonNode replicas) {
    Table table =
        new Table(
            Column.key("JOB"),
            Column.text("REPLICA"),
            Column.state("STATE"),
            Column.text("READY"),
            Column.number("FAILURES"),
            Column.text("DETAIL"));
    for (JsonNode replica : replicas) {
      JobAnswer job = new JobAnswer(replica);
      String waiting = job.waiting();
      String cause = job.cause();
      table.row(
          replica.path("job").asText(""),
          job.name(),
          job.state(),
          replica.path("ready").asBoolean() ? "yes" : "no",
          job.text("failures"),
          cause + (cause.isEmpty() || waiting.isEmpty() ? "" : "; ") + waiting);
    }
    return table;
  }

  private void printLog(JsonNode replica) {
    JsonNode lines = replica.path("log");
    if (!lines.isEmpty()) {
      PrintStream out = session.terminal().out();
      out.println();
      out.println("The last lines of " + replica.path("name").asText() + ":");
      lines.forEach(line -> out.println("  " + line.asText().replaceAll("\\p{Cntrl}+", " ")));
    }
  }
}
