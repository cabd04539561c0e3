package org.arkwright.cli.command.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.command.AmountText;
import org.arkwright.cli.command.DecimalText;
import org.arkwright.cli.command.DeviceUseText;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Colors;
import org.arkwright.cli.terminal.DetailView;
import picocli.CommandLine.Command;

/** {@code server status}: shows server, nodes, queue, deployments, spend and problems at once. */
@Command(
    name = "status",
    description = {
      "Show on one screen: server, nodes, jobs, deployments, what was spent today, and problems.",
      "The exit code is 0 if the server answers, whatever its problems."
    })
public final class StatusCommand implements Callable<Integer> {
  private static final int LISTED_MAX = 5;
  private static final int FAILED_MAX = 20;
  private final Session session;

  public StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.set("server", session.api().get("/server"));
    status.set("nodes", PagedList.allPages(session.api(), "/nodes", "nodes"));
    status.set("devices", PagedList.allPages(session.api(), "/devices", "devices"));
    status.set("running", jobs("Running"));
    status.set("queued", jobs("Queued"));
    status.set("deployments", PagedList.allPages(session.api(), "/deployments", "deployments"));
    status.set("failedToday", failedToday());
    status.set("spentToday", spentToday());
    List<String> problems = problems(status);
    problems.forEach(status.putArray("problems")::add);
    if (session.wantsData()) {
      session.printData(status);
    } else {
      show(status, problems);
    }
    return ExitCode.OK;
  }

  private JsonNode jobs(String state) throws IOException {
    return PagedList.allPages(session.api(), ApiPaths.query("/jobs", "state", state), "jobs");
  }

  private JsonNode failedToday() throws IOException {
    var failed = JsonNodeFactory.instance.arrayNode();
    Instant day = session.now().minus(1, ChronoUnit.DAYS);
    String path = ApiPaths.query("/jobs", "state", "Failed", "limit", "" + FAILED_MAX);
    for (JsonNode job : PagedList.pages(session.api(), path, "jobs", FAILED_MAX)) {
      String at = job.path("finishedAt").asText("");
      if (!at.isEmpty() && Instant.parse(at).isAfter(day)) {
        failed.add(failed.size() < LISTED_MAX ? whole(job) : job);
      }
    }
    return failed;
  }

  /** The job as `arkwright job` shows it, whose cause says what is missing; else as listed. */
  private JsonNode whole(JsonNode listed) throws IOException {
    try {
      return session.api().get(ApiPaths.job(listed.path("id").asText()));
    } catch (ProblemException _) {
      return listed; // It was forgotten meanwhile.
    }
  }

  private JsonNode spentToday() throws IOException {
    LocalDate today = LocalDate.ofInstant(session.now(), ZoneOffset.UTC);
    return session
        .api()
        .get(ApiPaths.query("/usage/summary", "since", today.toString(), "by", "project"));
  }

  private static List<String> problems(JsonNode status) {
    List<String> problems = new ArrayList<>();
    for (JsonNode trouble : status.path("server").path("troubles")) { // What else fails follows.
      problems.add(trouble.asText());
    }
    if (status.path("server").has("hostsNotServed")) { // First, as the cause of lost nodes.
      problems.add(status.path("server").path("hostsNotServed").asText());
    }
    for (JsonNode node : status.path("nodes")) {
      if (!node.path("state").asText("").equals("Live")) {
        problems.add(
            "node %s is %s".formatted(node.path("name").asText(), node.path("state").asText()));
      }
    }
    if (status.path("nodes").isEmpty()) {
      problems.add("no node has joined: nothing can start");
    }
    for (JsonNode deployment : status.path("deployments")) {
      if (deployment.path("state").asText("").equals("CrashLoop")) {
        problems.add(
            "deployment %1$s keeps failing; see `arkwright logs %1$s`"
                .formatted(deployment.path("name").asText()));
      }
    }
    for (JsonNode queued : status.path("queued")) {
      if (queued.path("reason").path("code").asText("").equals("Unschedulable")) {
        problems.add(
            "job %s can never start here: %s"
                .formatted(
                    queued.path("name").asText(), queued.path("reason").path("text").asText()));
      }
    }
    for (JsonNode failed : status.path("failedToday")) {
      problems.add(
          "job %s failed: %s; see `arkwright logs %s`"
              .formatted(
                  failed.path("name").asText(),
                  new JobAnswer(failed).cause(),
                  failed.path("id").asText()));
    }
    return problems;
  }

  private void show(JsonNode status, List<String> problems) {
    DetailView view = new DetailView(session.terminal());
    JsonNode server = status.path("server");
    view.line(
        "server",
        "%s  up for %s, version %s"
            .formatted(
                server.path("url").asText(),
                AgeText.since(server.path("startedAt").asText(""), session.now()),
                server.path("version").asText()));
    view.line("gateway", server.path("gateway").asText(""));
    view.line("home", server.path("home").asText(""));
    view.text("nodes", nodes(status.path("nodes")));
    view.text("devices", devices(status.path("devices")));
    view.line("running", names(status.path("running")));
    view.line("queued", queued(status.path("queued")));
    view.line("serving", deployments(status.path("deployments")));
    view.line("spent today", spend(status.path("spentToday")));
    Colors colors = session.terminal().colors();
    if (problems.isEmpty()) {
      view.painted("problems", List.of("none"), colors::green);
      return;
    }
    List<String> shown = new ArrayList<>(problems.stream().limit(LISTED_MAX).toList());
    if (problems.size() > LISTED_MAX) {
      shown.add("and %d more".formatted(problems.size() - LISTED_MAX));
    }
    view.painted("problems", shown, colors::red);
  }

  private static String nodes(JsonNode nodes) {
    if (nodes.isEmpty()) {
      return "none";
    }
    StringJoiner lines = new StringJoiner("\n");
    int shown = 0;
    for (JsonNode node : nodes) {
      if (shown++ == LISTED_MAX) {
        lines.add("and %d more; see `arkwright nodes`".formatted(nodes.size() - LISTED_MAX));
        break;
      }
      lines.add(
          "%s  %s  free: %s cores, %s memory, %s devices"
              .formatted(
                  node.path("name").asText(),
                  node.path("state").asText(),
                  AmountText.freeOfTotal(node.path("cpus")),
                  AmountText.freeOfTotalMemory(node.path("memory")),
                  AmountText.freeOfTotal(node.path("devices"))));
    }
    return lines.toString();
  }

  /** Tells what the devices do that were measured; empty, and thus not shown, if none was. */
  private static String devices(JsonNode devices) {
    StringJoiner lines = new StringJoiner("\n");
    int measured = 0;
    for (JsonNode device : devices) {
      if (device.has("use") && measured++ < LISTED_MAX) {
        lines.add(
            "%s/%s  %s  %s"
                .formatted(
                    device.path("node").asText(),
                    device.path("index").asText(),
                    device.path("kind").asText(),
                    DeviceUseText.of(device.path("use"))));
      }
    }
    if (measured > LISTED_MAX) {
      lines.add("and %d more; see `arkwright devices`".formatted(measured - LISTED_MAX));
    }
    return lines.toString();
  }

  private static String names(JsonNode jobs) {
    List<String> names = new ArrayList<>();
    jobs.forEach(job -> names.add(job.path("name").asText()));
    return jobs.isEmpty() ? "no job" : "%d: %s".formatted(jobs.size(), firstOf(names));
  }

  /** Counts the jobs that wait, by reason. */
  private static String queued(JsonNode jobs) {
    Map<String, Integer> reasons = new TreeMap<>();
    jobs.forEach(
        job -> reasons.merge(job.path("reason").path("code").asText("waiting"), 1, Integer::sum));
    List<String> texts = new ArrayList<>();
    reasons.forEach((reason, count) -> texts.add(count + " " + reason));
    return jobs.isEmpty() ? "no job" : "%d: %s".formatted(jobs.size(), firstOf(texts));
  }

  private static String deployments(JsonNode deployments) {
    List<String> texts = new ArrayList<>();
    deployments.forEach(each ->
        texts.add(
            "%s %s (%d of %d ready)"
                .formatted(
                    each.path("name").asText(),
                    each.path("state").asText(),
                    each.path("ready").asInt(),
                    each.path("wanted").asInt())));
    return texts.isEmpty() ? "no deployment" : firstOf(texts);
  }

  private static String spend(JsonNode summary) {
    JsonNode total = summary.path("total");
    String money = DecimalText.money(total.path("cost"));
    return money + " " + summary.path("currency").asText("");
  }

  private static String firstOf(List<String> texts) {
    String more = texts.size() > LISTED_MAX ? ", …" : "";
    return String.join(", ", texts.subList(0, Math.min(LISTED_MAX, texts.size()))) + more;
  }
}
