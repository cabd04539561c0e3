package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.cli.command.AmountText;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.DetailView;

/** Prints one node in detail. */
final class NodeDetailView {
  private NodeDetailView() {}

  static void print(Session session, JsonNode node) {
    DetailView view = new DetailView(session.terminal());
    view.line("node", node.path("name").asText());
    view.line("site", node.path("site").asText());
    view.line("state", state(node));
    if (node.path("state").asText().equals("Expected")) {
      view.line("requested", node.path("note").asText());
      return;
    }
    view.line("since", time(node.path("since")));
    view.line("cpus", AmountText.freeOfTotal(node.path("cpus")) + " free");
    view.line("memory", AmountText.freeOfTotalMemory(node.path("memory")) + " free");
    view.line("devices", AmountText.freeOfTotal(node.path("devices")) + " free");
    view.line("clock", clock(node.path("clockAheadSeconds").asLong()));
    view.line("can", texts(node.path("capabilities")));
    List<String> addresses = new ArrayList<>();
    node.path("addresses")
        .properties()
        .forEach(entry -> addresses.add(entry.getKey() + " " + entry.getValue().asText()));
    view.lines("addresses", addresses);
    view.line("enforced", NodeListCommand.limits(node.path("limits"), true));
    view.line("not", NodeListCommand.limits(node.path("limits"), false));
    List<String> jobs = new ArrayList<>();
    for (JsonNode job : node.path("jobs")) {
      jobs.add(
          "%s/%s  %s  %s  ranks %d"
              .formatted(
                  job.path("project").asText(),
                  job.path("name").asText(),
                  job.path("id").asText(),
                  job.path("state").asText(),
                  job.path("ranks").asInt()));
    }
    view.lines("jobs", jobs);
  }

  /** The state, with since when and until when it takes no work, and why. */
  static String state(JsonNode node) {
    String state = node.path("state").asText();
    JsonNode cordon = node.path("cordon");
    if (state.equals("Expected")) {
      return state
          + " since "
          + time(node.path("since"))
          + (node.has("arrives") ? ", to come at " + time(node.path("arrives")) : "");
    }
    if (cordon.isMissingNode()) {
      return state;
    }
    String cordoned = state.equals("Lost") ? "Lost, " + lostAnd(node) : state;
    return cordoned
        + " since "
        + time(cordon.path("since"))
        + (cordon.has("deadline") ? ", deadline " + time(cordon.path("deadline")) : "")
        + (cordon.path("bySite").asBoolean() ? ", says its site" : "")
        + (cordon.path("reason").asText().isEmpty() ? "" : ": " + cordon.path("reason").asText());
  }

  /** How far the node's clock is off, in words; nothing where it is not. */
  static String clock(long aheadSeconds) {
    return aheadSeconds == 0
        ? ""
        : "%d min %s that of the server: set them by NTP"
            .formatted(Math.abs(aheadSeconds) / 60, aheadSeconds > 0 ? "ahead of" : "behind");
  }

  /** Returns an instant to the second. */
  static String time(JsonNode instant) {
    try {
      return Instant.parse(instant.asText()).truncatedTo(ChronoUnit.SECONDS).toString();
    } catch (DateTimeException _) {
      return instant.asText();
    }
  }

  /** The word for the cordon of a node that is lost: its state says the loss alone. */
  private static String lostAnd(JsonNode node) {
    if (!node.path("cordon").path("drains").asBoolean()) {
      return "cordoned";
    }
    return node.path("jobs").isEmpty() ? "drained" : "draining";
  }

  private static String texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(entry -> texts.add(entry.asText()));
    return String.join(", ", texts);
  }
}
