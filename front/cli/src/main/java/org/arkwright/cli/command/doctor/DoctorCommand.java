package org.arkwright.cli.command.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: checks a home and its server. */
@Command(
    name = "doctor",
    description = {
      "Check the home folder, its server and each part of it, nodes, sandbox, disk, journal and the"
          + " usage that could not be booked.",
      "Ends with 1 when something does not work; warnings alone end with 0."
    })
public final class DoctorCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--verify", description = "Also verify the whole journal, which takes time.")
  private boolean verify;

  public DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<Finding> findings = new Checkup(session).findings(verify);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode checks = json.putArray("checks");
    for (Finding finding : findings) {
      checks
          .addObject()
          .put("check", finding.check())
          .put("state", finding.state().name().toLowerCase(Locale.ROOT))
          .put("text", finding.text());
    }
    session.print(json, DoctorCommand::table);
    return findings.stream().anyMatch(finding -> finding.state() == Finding.State.PROBLEM)
        ? ExitCode.FAILURE
        : ExitCode.OK;
  }

  private static Table table(JsonNode json) {
    Table table = new Table(Column.key("CHECK"), Column.state("STATE"), Column.text("FOUND"));
    for (JsonNode check : json.path("checks")) {
      table.row(
          check.path("check").asText(), check.path("state").asText(), check.path("text").asText());
    }
    return table;
  }
}
