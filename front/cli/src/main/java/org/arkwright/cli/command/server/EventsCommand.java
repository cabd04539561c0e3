package org.arkwright.cli.command.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.command.TimePoint;
import org.arkwright.cli.follow.EventTail;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Colors;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code event ls}: prints past events, and with {@code -f} new ones as they happen. */
@Command(
    name = "ls",
    description = {
      "Print what happened: time, subject, and what, as a sentence; the latest last.",
      "With -o json each event is a line that also holds the event as it is stored."
    })
public final class EventsCommand implements Callable<Integer> {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int SUBJECT_WIDTH = 18;
  private final Session session;

  @Option(
      names = "--job",
      paramLabel = "JOB",
      description = "Only events of this job: its id, its name, or PROJECT/NAME.")
  private String job = "";

  @Option(
      names = "--deployment",
      paramLabel = "NAME",
      description = "Only events of this deployment and its replicas.")
  private String deployment = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only events of this type, such as JobFailed.")
  private String type = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only events since then: 10m, 2h, 1d, or 2030-01-31T18:00:00Z.")
  private String since = "";

  @Option(
      names = {"-n", "--tail"},
      paramLabel = "N",
      description = "Only the last N events; default: 100, or all with --job or --since.")
  private String tail = "";

  @Option(names = "--all", description = "All events, those that only record usage, too.")
  private boolean all;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new events as they happen.")
  private boolean follow;

  private long last;

  public EventsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    String instant = TimePoint.read("--since", since, session.now());
    if (!tail.matches("|[1-9]\\d{0,5}")) {
      throw WrongUseException.ofValue("--tail", tail, "a number of events from 1 to 999999");
    }
    if (!job.isEmpty() && !deployment.isEmpty()) {
      throw new WrongUseException("--job and --deployment exclude each other\nexpected: one");
    }
    String id = job.isEmpty() ? "" : new JobAnswer(session.api().get(ApiPaths.job(job))).id();
    if (!deployment.isEmpty()) {
      var _ = session.api().get(ApiPaths.deployment(deployment));
    }
    boolean more = printPast(path(id, instant));
    if (follow && more) {
      new EventTail(session.api(), session.terminal(), id, last).print(this::showNew);
    }
    return ExitCode.OK;
  }

  private String path(String id, String instant) {
    boolean narrow = !id.isEmpty() || !instant.isEmpty() || !deployment.isEmpty();
    int slash = deployment.indexOf('/');
    return ApiPaths.query(
        "/events/past",
        "job",
        id,
        "deployment",
        deployment.substring(slash + 1),
        "project",
        slash < 0 ? "" : deployment.substring(0, slash),
        "type",
        type,
        "since",
        instant,
        "usage",
        all || type.equalsIgnoreCase("UsageRecorded") ? "true" : "",
        "tail",
        tail.isEmpty() && !all && !narrow ? "100" : tail);
  }

  private boolean printPast(String path) throws IOException {
    if (follow) {
      // What happens while the past is read is not missed: the stream goes on from here.
      JsonNode now = session.api().get("/events/last");
      last = now.path("number").asLong();
    }
    try (BufferedReader past =
        new BufferedReader(
            new InputStreamReader(
                session.api().open(path, "application/x-ndjson"), StandardCharsets.UTF_8))) {
      for (String line = past.readLine(); line != null; line = past.readLine()) {
        JsonNode event = read(line);
        if (follow && event.path("number").asLong() > last) {
          return true; // The stream repeats it.
        }
        if (!show(event)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Shows an event of the stream if it is selected; returns false when nobody reads any more. */
  private boolean showNew(String data) {
    JsonNode event = read(data);
    String name = event.path("type").asText("");
    boolean selected =
        (type.isEmpty() ? all || !name.equals("UsageRecorded") : type.equalsIgnoreCase(name))
            && (deployment.isEmpty() || isOfDeployment(event));
    return !selected || show(event);
  }

  /** Whether a new event is about the deployment or, by its name, about one of its replicas. */
  private boolean isOfDeployment(JsonNode event) {
    String name = deployment.substring(deployment.indexOf('/') + 1);
    String subject = event.path("subject").asText("");
    return subject.equals("deployment " + name) || subject.matches("\\Q" + name + "\\E-g\\d+-\\d+");
  }

  private static JsonNode read(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException _) {
      return MAPPER.createObjectNode().put("text", line);
    }
  }

  private boolean show(JsonNode event) {
    if (session.wantsData()) {
      session.printItem(event);
    } else {
      session.terminal().out().println(line(event));
    }
    return !session.terminal().out().checkError();
  }

  private String line(JsonNode event) {
    Colors colors = session.terminal().colors();
    String subject = SafeText.of(event.path("subject").asText(""));
    String padded = subject + " ".repeat(Math.max(0, SUBJECT_WIDTH - subject.length()));
    return "%s  %s  %s"
        .formatted(
            colors.faint(SafeText.of(time(event.path("at").asText("")))),
            padded,
            SafeText.of(event.path("text").asText("")));
  }

  /** Returns the local time: without the date when it is at most a day ago. */
  private String time(String at) {
    try {
      Instant instant = Instant.parse(at);
      boolean recent = Duration.between(instant, session.now()).toHours() < 24;
      return DateTimeFormatter.ofPattern(recent ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss")
          .format(instant.atZone(ZoneId.systemDefault()));
    } catch (DateTimeException _) {
      return at;
    }
  }
}
