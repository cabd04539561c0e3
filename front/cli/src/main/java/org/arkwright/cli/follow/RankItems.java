package org.arkwright.cli.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Turns each line of a rank's output into an item of data. For one thread. */
final class RankItems implements LogSink {
  private final String job;
  private final int attempt;
  private final int rank;
  private final LongFunction<String> times;
  private final Consumer<JsonNode> items;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long offset;
  private long lineBegin;

  /**
   * @param times returns when the line at an offset was written; empty text if unknown
   */
  RankItems(
      String job, int attempt, int rank, LongFunction<String> times, Consumer<JsonNode> items) {
    this.job = job;
    this.attempt = attempt;
    this.rank = rank;
    this.times = times;
    this.items = items;
  }

  @Override
  public void beginAt(long begin) {
    offset = begin;
    lineBegin = begin;
  }

  @Override
  public boolean write(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      offset++;
      if (bytes[i] == '\n') {
        end();
      } else {
        line.write(bytes[i]);
      }
    }
    return true;
  }

  @Override
  public void finish() {
    if (line.size() > 0) {
      end();
    }
  }

  private void end() {
    ObjectNode item = JsonNodeFactory.instance.objectNode().put("type", "log").put("job", job);
    item.put("attempt", attempt).put("rank", rank);
    String time = times.apply(lineBegin);
    if (!time.isEmpty()) {
      item.put("at", time);
    }
    items.accept(item.put("text", line.toString(StandardCharsets.UTF_8)));
    line.reset();
    lineBegin = offset;
  }
}
