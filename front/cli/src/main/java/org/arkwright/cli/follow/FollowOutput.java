package org.arkwright.cli.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.follow.LogTail.LogSource;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Terminal;

/**
 * Where a follower shows what it learns: as text on the terminal, or as items of data, one for each
 * line of output and each change of state, and the job itself at its end. Thread-safe.
 */
public final class FollowOutput {
  private final Terminal terminal;
  private final Optional<Consumer<JsonNode>> items;
  private final Screen screen;
  private final StateReport report;

  private FollowOutput(Terminal terminal, Optional<Consumer<JsonNode>> items) {
    this.terminal = terminal;
    this.items = items;
    this.screen = new Screen(terminal.out(), terminal.colorOut());
    this.report = new StateReport(terminal.err(), terminal.errColors());
  }

  /** Returns an output in the session's format. */
  public static FollowOutput of(Session session) {
    return new FollowOutput(
        session.terminal(),
        session.wantsData() ? Optional.of(session::printItem) : Optional.empty());
  }

  /** Returns an output for people. */
  public static FollowOutput text(Terminal terminal) {
    return new FollowOutput(terminal, Optional.empty());
  }

  Terminal terminal() {
    return terminal;
  }

  Screen screen() {
    return screen;
  }

  /** Shows the job's state and details if they have changed. */
  synchronized void state(JobAnswer job) {
    if (items.isEmpty()) {
      report.show(job);
    } else if (report.isNew(job)) {
      ObjectNode item = JsonNodeFactory.instance.objectNode().put("type", "state");
      item.put("job", job.id()).put("state", job.state());
      String detail = StateReport.detail(job);
      var _ = emit(detail.isEmpty() ? item : item.put("detail", detail));
      if (job.isFinal()) {
        ObjectNode last = JsonNodeFactory.instance.objectNode().put("type", "job");
        var _ = emit(last.set("job", job.json()));
      }
    }
  }

  /** Whether nobody reads the output any more, as after {@code | head}. */
  boolean isClosed() {
    return terminal.out().checkError();
  }

  /** Shows a line that is the command's own. */
  public void note(String text) {
    if (items.isEmpty()) {
      report.note(text);
    } else {
      var _ = emit(JsonNodeFactory.instance.objectNode().put("type", "note").put("text", text));
    }
  }

  /**
   * Returns where a rank's output is shown.
   *
   * @param single whether it is the only rank shown
   * @param last the highest rank shown
   */
  LogSink sink(
      LogSource source, LogSelection selection, LineTimes times, boolean single, int last) {
    if (items.isPresent()) {
      return new RankItems(source.job(), source.attempt(), source.rank(), times::at, this::emit);
    }
    LongFunction<String> stamp =
        selection.timestamps() ? offset -> padded(times.at(offset)) : _ -> "";
    StringBuilder prefix = new StringBuilder();
    if (!selection.label().isEmpty() || !single) {
      String rank = ("%" + Integer.toString(last).length() + "d").formatted(source.rank());
      String label = selection.label();
      String name = single ? label : label.isEmpty() ? rank : label + " " + rank;
      int color = label.isEmpty() ? source.rank() : Math.floorMod(label.hashCode(), 10);
      prefix.append(terminal.colors().ofRank(color, "[" + name + "] "));
    }
    boolean plain = prefix.isEmpty() && !selection.timestamps();
    return new RankPrinter(
        prefix.toString().getBytes(StandardCharsets.UTF_8), stamp, plain, screen);
  }

  private static String padded(String time) {
    return (time.isEmpty() ? "-" + " ".repeat("2030-01-31T18:00:00".length()) : time) + " ";
  }

  /** Shows an item of data; returns false if nobody reads them any more. */
  private boolean emit(JsonNode item) {
    screen.lock.lock();
    try {
      items.orElseThrow().accept(item);
      return !isClosed();
    } finally {
      screen.lock.unlock();
    }
  }
}
