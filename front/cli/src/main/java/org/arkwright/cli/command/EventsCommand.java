package org.arkwright.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.arkwright.cli.follow.EventTail;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what happens. */
@Command(
    name = "events",
    description = "Print what happened, and with -f what happens from now on.")
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
    new EventTail(session.api(), session.terminal()).print(follow, this::show);
    return ExitCode.OK;
  }

  private boolean show(String id, String type, String data) {
    session.terminal().out().println(session.wantsData() ? data : line(id, type, data));
    return !session.terminal().out().checkError();
  }

  private String line(String id, String type, String data) {
    StringJoiner line = new StringJoiner("  ");
    line.add(session.terminal().ink().faint(id.isEmpty() ? "-" : id));
    try {
      JsonNode event = JsonMapper.builder().build().readTree(data);
      line.add(event.path("type").asText(type));
      event
          .properties()
          .forEach(member -> {
            if (!member.getKey().equals("type") && !member.getValue().isNull()) {
              JsonNode value = member.getValue();
              line.add(member.getKey() + "=" + (value.isValueNode() ? value.asText() : value));
            }
          });
    } catch (JsonProcessingException _) {
      line.add(type).add(data);
    }
    return line.toString();
  }
}
