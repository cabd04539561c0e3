package org.arkwright.api.stream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.AttemptId;
import org.arkwright.ranklog.RankLogs;

/**
 * Finds places in ranks' output: where its last lines begin, where a time begins, and when its
 * bytes were written. Blocks.
 */
public final class LogPlaces {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final RankLogs logs;

  public LogPlaces(RankLogs logs) {
    this.logs = logs;
  }

  /**
   * Returns the size of the output, and where the wanted part begins: the later of the two places,
   * the beginning without either.
   *
   * @param tail the last so many lines
   * @param sinceNanos what was written from then on, to the second
   */
  public ObjectNode position(
      AttemptId attempt, int rank, OptionalLong tail, OptionalLong sinceNanos) {
    Path file = logs.file(attempt, rank);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      long offset = tail.isPresent() ? lastLines(channel, size, tail.getAsLong()) : 0;
      if (sinceNanos.isPresent()) {
        long millis = TimeUnit.NANOSECONDS.toMillis(sinceNanos.getAsLong());
        long then = LogTimes.read(logs.times(attempt, rank)).withEnd(file).sizeAt(millis);
        offset = Math.max(offset, lineFrom(channel, Math.min(then, size)));
      }
      return place(attempt, rank, offset, size);
    } catch (NoSuchFileException _) {
      return place(attempt, rank, 0, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Returns when the requested attempt's output was removed; empty when it was not. */
  public Optional<String> removedAt(LogRequest request) {
    if (request.attempt().isEmpty()) {
      return Optional.empty(); // A live job's latest attempt, which is never removed.
    }
    Path note = logs.removal(new AttemptId(request.job(), request.attempt().getAsInt()));
    try {
      return Files.exists(note) ? Optional.of(Files.readString(note).strip()) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Returns the times at which the output had reached sizes above {@code from}. */
  public ObjectNode times(AttemptId attempt, int rank, long from) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode marks = json.putArray("marks");
    List<LogTimes.Mark> all =
        LogTimes.read(logs.times(attempt, rank)).withEnd(logs.file(attempt, rank)).marks();
    for (LogTimes.Mark mark : all) {
      if (mark.size() > from) {
        marks
            .addObject()
            .put("size", mark.size())
            .put("at", Instant.ofEpochMilli(mark.atMillis()).toString());
      }
    }
    return json;
  }

  private static ObjectNode place(AttemptId attempt, int rank, long offset, long size) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("attempt", attempt.number())
        .put("rank", rank)
        .put("offset", offset)
        .put("size", size);
  }

  /** Returns where the last lines begin; an unfinished last line counts as one. */
  private static long lastLines(SeekableByteChannel channel, long size, long lines)
      throws IOException {
    if (lines == 0) {
      return size;
    }
    long left = lines;
    long end = size;
    while (end > 0) {
      long begin = Math.max(0, end - CHUNK_BYTES);
      byte[] chunk = bytes(channel, begin, (int) (end - begin));
      for (int i = chunk.length - 1; i >= 0; i--) {
        boolean endsTheOutput = begin + i == size - 1;
        if (chunk[i] == '\n' && !endsTheOutput && --left == 0) {
          return begin + i + 1;
        }
      }
      end = begin;
    }
    return 0;
  }

  /** Returns the beginning of the first line that begins at the offset or after it. */
  private static long lineFrom(SeekableByteChannel channel, long offset) throws IOException {
    long at = offset;
    if (at == 0 || bytes(channel, at - 1, 1)[0] == '\n') {
      return at;
    }
    while (at < channel.size()) {
      byte[] chunk = bytes(channel, at, CHUNK_BYTES);
      for (int i = 0; i < chunk.length; i++) {
        if (chunk[i] == '\n') {
          return at + i + 1;
        }
      }
      at += chunk.length;
    }
    return at;
  }

  private static byte[] bytes(SeekableByteChannel channel, long from, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    channel.position(from);
    while (buffer.hasRemaining() && channel.read(buffer) > 0) {
      // Reads on: a channel may return less than asked for.
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
