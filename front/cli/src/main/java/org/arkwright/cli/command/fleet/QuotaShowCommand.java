package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.command.AmountText;
import org.arkwright.cli.command.AtOption;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.command.ProjectNotice;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quota show}: shows one project's quota, or all quotas. */
@Command(name = "show", description = "Show all quotas, or one project's.")
public final class QuotaShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "PROJECT", arity = "0..1", description = "Only this project.")
  private String project = "";

  @Mixin private final AtOption at = new AtOption();

  public QuotaShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (project.isEmpty()) {
      session.print(
          PagedList.allPages(session.api(), at.of("/quotas", session), "quotas"),
          QuotaShowCommand::table);
    } else {
      ProjectNotice.print(session, project);
      JsonNode quota = session.api().get(at.of(ApiPaths.of("projects", project, "quota"), session));
      session.print(quota, one -> table(listOf(one)));
    }
    return ExitCode.OK;
  }

  static ArrayNode listOf(JsonNode one) {
    return JsonNodeFactory.instance.arrayNode().add(one);
  }

  static Table table(JsonNode quotas) {
    Table table =
        new Table(
            Column.key("PROJECT"),
            Column.text("COHORT").asMinor(),
            Column.text("NOMINAL"),
            Column.text("BORROW LIMIT").asMinor(),
            Column.text("LEND LIMIT").asMinor(),
            Column.text("USED"),
            Column.number("WEIGHT").asMinor());
    for (JsonNode quota : quotas) {
      table.row(
          quota.path("project").asText(""),
          quota.path("cohort").asText("").replaceFirst("^null$", ""),
          amount(quota.path("nominal")),
          amount(quota.path("borrowingLimit")),
          amount(quota.path("lendingLimit")),
          amount(quota.path("usage")),
          quota.path("weight").asText(""));
    }
    return table;
  }

  private static String amount(JsonNode amount) {
    if (amount.isMissingNode() || amount.isNull()) {
      return "";
    }
    List<String> limits = new ArrayList<>();
    addLimit(limits, AmountText.plain(amount.path("cpus")), " cpu");
    addLimit(limits, AmountText.memory(amount.path("memory")), "");
    addLimit(limits, AmountText.plain(amount.path("devices")), " device");
    return limits.isEmpty() ? "unlimited" : String.join(", ", limits);
  }

  private static void addLimit(List<String> limits, String text, String unit) {
    if (!text.isEmpty() && !text.equals("unlimited") && !text.equals("null")) {
      limits.add(text + unit + (unit.isEmpty() || text.equals("1") ? "" : "s"));
    }
  }
}
