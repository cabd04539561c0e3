package org.arkwright.cli.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.TypedValue;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Option;

/** The option {@code --at} of commands that can also show what was. */
public final class AtOption {
  @Option(
      names = "--at",
      paramLabel = "POSITION|TIME",
      description =
          "As it was after that entry of the journal, or then: 1200, 2h, 2030-01-31T18:00.")
  private String at = "";

  /** What is sent: the same in all requests of a command. */
  private Optional<String> sent = Optional.empty();

  /** Whether the past is asked for. */
  public boolean isGiven() {
    return !at.isEmpty();
  }

  /** Returns the path, for the past if that is asked for. */
  public String of(String path, Session session) {
    String value = sent.orElseGet(() -> value(session.now()));
    if (sent.isEmpty() && isGiven()) {
      session.api().saying(new TypedValue("at", "--at", value, at));
    }
    sent = Optional.of(value);
    return ApiPaths.query(path, "at", value);
  }

  private String value(Instant now) {
    if (at.isEmpty() || at.matches("[0-9]{1,18}")) {
      return at;
    }
    try {
      return LocalDateTime.parse(at).atZone(ZoneId.systemDefault()).toInstant().toString();
    } catch (DateTimeException _) {
      return TimePoint.parse(at, now)
          .orElseThrow(() ->
              WrongUseException.ofValue(
                  "--at",
                  at,
                  "a position of the journal such as 1200, how long ago such as 10m or 2h, or a"
                      + " time such as 2030-01-31T18:00 or 2030-01-31T18:00:00Z"))
          .toString();
    }
  }
}
