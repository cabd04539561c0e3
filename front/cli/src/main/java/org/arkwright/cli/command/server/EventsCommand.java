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

/** Prints what happens. */
@Command(name = "ls", description = "Print what happened, and with -f what happens from now on.")
public final class EventsCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as events happen.")
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

  /** {@code number Type member=value …}; whatever else an entry may be stays as it is. */
  private String line(String entry) {
    try {
      JsonNode told = JsonMapper.builder().build().readTree(entry);
      StringJoiner line = new StringJoiner("  ");
      line.add(session.terminal().ink().faint(told.path("number").asText("")));
      line.add(told.path("event").path("type").asText(""));
      told.path("event")
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
