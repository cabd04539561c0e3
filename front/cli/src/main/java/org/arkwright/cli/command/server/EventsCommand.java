package org.arkwright.cli.command.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.arkwright.cli.follow.EventTail;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code event ls}: prints past events, or new ones as they happen. */
@Command(name = "ls", description = "Print past events, or with -f new events as they happen.")
public final class EventsCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-f", "--follow"},
      description = "Print new events as they happen, instead of past ones.")
  private boolean follow;

  public EventsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (follow) {
      new EventTail(session.api(), session.terminal()).print(this::show);
      return ExitCode.OK;
    }
    try (BufferedReader past =
        new BufferedReader(
            new InputStreamReader(
                session.api().open("/journal/export", "application/x-ndjson"),
                StandardCharsets.UTF_8))) {
      String entry = past.readLine();
      while (entry != null && show(entry)) {
        entry = past.readLine();
      }
    }
    return ExitCode.OK;
  }

  private boolean show(String entry) {
    session.terminal().out().println(session.wantsData() ? entry : line(entry));
    return !session.terminal().out().checkError();
  }

  /** Returns {@code number Type member=value …}, or the entry itself if it is not JSON. */
  private String line(String entry) {
    try {
      JsonNode json = JsonMapper.builder().build().readTree(entry);
      StringJoiner line = new StringJoiner("  ");
      line.add(session.terminal().colors().faint(json.path("number").asText("")));
      line.add(json.path("event").path("type").asText(""));
      json.path("event")
          .properties()
          .forEach(member -> {
            JsonNode value = member.getValue();
            if (!member.getKey().equals("type") && !value.isNull()) {
              line.add(member.getKey() + "=" + (value.isValueNode() ? value.asText() : value));
            }
          });
      return line.toString();
    } catch (JsonProcessingException _) {
      return entry;
    }
  }
}
