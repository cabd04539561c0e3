package org.arkwright.cli.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Turns each line of a rank's output into an item of data. Bytes that are no text are carried in
 * base64 beside it, and a line that is too long comes in pieces. For one thread.
 */
final class RankItems implements LogSink {
  private final String job;
  private final int attempt;
  private final int rank;
  private final LongFunction<String> times;
  private final Predicate<JsonNode> items;
  private final LineBuffer line = new LineBuffer();
  private long offset;
  private long lineBegin;

  /**
   * @param items shows an item, and returns false if nobody reads them any more
   * @param times returns when the line at an offset was written; empty text if unknown
   */
  RankItems(
      String job, int attempt, int rank, LongFunction<String> times, Predicate<JsonNode> items) {
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
    boolean wanted = true;
    for (int i = 0; i < length && wanted; i++) {
      if (bytes[i] == '\n') {
        offset++;
        wanted = show(false);
      } else {
        if (line.isFull(bytes[i])) {
          wanted = show(true);
        }
        line.add(bytes[i]);
        offset++;
      }
    }
    return wanted;
  }

  @Override
  public void finish() {
    if (line.size() > 0) {
      var _ = show(false);
    }
  }

  /**
   * Shows what there is.
   *
   * @param partial whether the line goes on in the next item
   */
  private boolean show(boolean partial) {
    ObjectNode item = JsonNodeFactory.instance.objectNode().put("type", "log").put("job", job);
    item.put("attempt", attempt).put("rank", rank);
    String time = times.apply(lineBegin);
    if (!time.isEmpty()) {
      item.put("at", time);
    }
    byte[] bytes = line.take();
    lineBegin = offset;
    Optional<String> text = LineBuffer.text(bytes);
    item.put("text", text.orElseGet(() -> new String(bytes, StandardCharsets.UTF_8)));
    if (text.isEmpty()) {
      item.put("bytes", bytes);
    }
    return items.test(partial ? item.put("partial", true) : item);
  }
}
