package org.arkwright.gateway.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.arkwright.gateway.usage.TokenCount;

/**
 * Passes a stream of server-sent events on while looking for the token count. Complete events are
 * passed on immediately; the final events, from the count on, are held back until {@link #finish}.
 * An event that arrives in parts waits for its end, unless it is larger than any event of a model.
 * What precedes an event's data ({@code event:}, {@code id:}, comments, empty lines) does not
 * matter, and an event without data, such as a ping, is no token. One thread at a time.
 */
public final class EventScanner {
  private static final byte[] USAGE = ascii("\"usage\"");
  private static final byte[] DONE = ascii("[DONE]");
  private static final byte[] DATA = ascii("data:");
  private static final byte[] CONTENT = ascii("content\":");
  private static final byte[] TEXT = ascii("\"text\":");
  private static final byte[] NOTHING = {};

  /** Beyond this, an event is passed on unread, so that no stream fills the memory. */
  private static final int EVENT_MAX = 4 << 20;

  private final boolean showUsage;
  private final ModelRename rename;
  private byte[] partial = NOTHING;
  private final ByteArrayOutputStream last = new ByteArrayOutputStream(0);
  private Optional<TokenCount> tokens = Optional.empty();
  private Optional<String> problem = Optional.empty();
  private boolean holding;
  private long pieces;
  private long textBytes;

  /**
   * Creates a scanner at the start of a stream.
   *
   * @param showUsage whether the client gets the event with the token count
   * @param model the name under which the client asked for the model
   */
  public EventScanner(boolean showUsage, String model) {
    this.showUsage = showUsage;
    this.rename = new ModelRename(model);
  }

  /**
   * Returns the bytes to pass on: the array itself when all of it is, an empty one when nothing is.
   */
  public byte[] pass(byte[] bytes) {
    byte[] all = partial.length == 0 ? bytes : joined(partial, bytes);
    partial = NOTHING;
    int complete = endOfEvents(all);
    if (complete < all.length && all.length - complete > EVENT_MAX) {
      complete = all.length;
    }
    if (complete == all.length && !needsCare(all)) {
      countPieces(all, 0, all.length);
      return all;
    }
    if (complete < all.length) {
      partial = Arrays.copyOfRange(all, complete, all.length);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(complete);
    int from = 0;
    while (from < complete) {
      int to = endOfEvent(all, from, complete);
      event(all, from, to, out);
      from = to;
    }
    return out.toByteArray();
  }

  /** Returns what was held back, to be sent once the request is recorded. */
  public byte[] finish() {
    last.writeBytes(partial);
    partial = NOTHING;
    return last.toByteArray();
  }

  /** Reads what came after the last complete event: a whole answer in place of a stream. */
  public void readRest() {
    if (tokens.isEmpty() && partial.length > 0) {
      take(UsageReader.read(partial, 0, partial.length));
    }
  }

  /** The backend's own count, if it told one. */
  public Optional<TokenCount> tokens() {
    return tokens;
  }

  /** Why a count that the backend told is not believed. */
  public Optional<String> problem() {
    return problem;
  }

  /** The number of events with data so far; each holds at least one token, or part of one. */
  public long pieces() {
    return pieces;
  }

  /** The bytes of text, as written in JSON, that came so far. */
  public long textBytes() {
    return textBytes;
  }

  private void event(byte[] all, int from, int to, ByteArrayOutputStream out) {
    int data = dataOf(all, from, to);
    boolean done = data >= 0 && startsWith(all, skipBlank(all, data, to), to, DONE);
    boolean only = false;
    if (!done && data >= 0 && indexOf(all, USAGE, data, to) >= 0) {
      UsageReport report = readData(all, data, to);
      take(report);
      only = report.onlyUsage();
    }
    if (only && !showUsage) {
      return;
    }
    if (!done && !only) {
      countPieces(all, from, to);
    }
    holding |= done || only;
    byte[] event = rename.apply(all, from, to);
    (holding ? last : out).write(event, 0, event.length);
  }

  private void take(UsageReport report) {
    tokens = report.count().or(() -> tokens);
    problem = report.problem().or(() -> problem);
  }

  /** Reads the data of an event: the rest of its line and, if there are more, those joined. */
  private static UsageReport readData(byte[] all, int from, int to) {
    int end = endOfLine(all, from, to);
    int next = dataOf(all, end, to);
    if (next < 0) {
      return UsageReader.read(all, from, end - from);
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream(to - from);
    data.write(all, from, end - from);
    while (next >= 0) {
      end = endOfLine(all, next, to);
      data.write(all, next, end - next);
      next = dataOf(all, end, to);
    }
    return UsageReader.read(data.toByteArray(), 0, data.size());
  }

  private boolean needsCare(byte[] all) {
    return holding
        || !rename.isIdle(all)
        || indexOf(all, USAGE, 0, all.length) >= 0
        || indexOf(all, DONE, 0, all.length) >= 0;
  }

  private void countPieces(byte[] all, int from, int to) {
    int data = dataOf(all, from, to);
    while (data >= 0) {
      int end = endOfLine(all, data, to);
      pieces++;
      countText(all, data, end);
      data = dataOf(all, end, to);
    }
  }

  private void countText(byte[] all, int from, int to) {
    int chat = indexOf(all, CONTENT, from, to);
    int at = chat >= 0 ? chat + CONTENT.length : indexOf(all, TEXT, from, to) + TEXT.length;
    if (chat < 0 && at < from + TEXT.length) {
      return;
    }
    at = skipBlank(all, at, to);
    if (at < to && all[at] == '"') {
      int end = at + 1;
      while (end < to && all[end] != '"') {
        end += all[end] == '\\' ? 2 : 1;
      }
      textBytes += Math.min(end, to) - at - 1;
    }
  }

  /** Returns where the first data of a line begins that starts in the range; -1 if none does. */
  private static int dataOf(byte[] all, int from, int to) {
    for (int at = from; at + DATA.length <= to; at = endOfLine(all, at, to)) {
      if (startsWith(all, at, to, DATA)) {
        return at + DATA.length;
      }
    }
    return -1;
  }

  /** Returns the beginning of the next line. */
  private static int endOfLine(byte[] all, int from, int to) {
    for (int i = from; i < to; i++) {
      if (all[i] == '\n') {
        return i + 1;
      }
    }
    return to;
  }

  /** Returns the end of the last complete event, after its empty line; 0 if there is none. */
  private static int endOfEvents(byte[] all) {
    for (int i = all.length - 1; i > 0; i--) {
      if (all[i] == '\n' && (all[i - 1] == '\n' || isEmptyLine(all, i))) {
        return i + 1;
      }
    }
    return 0;
  }

  private static int endOfEvent(byte[] all, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (all[i] == '\n' && (all[i - 1] == '\n' || isEmptyLine(all, i))) {
        return i + 1;
      }
    }
    return to;
  }

  private static boolean isEmptyLine(byte[] all, int newline) {
    return newline >= 2 && all[newline - 1] == '\r' && all[newline - 2] == '\n';
  }

  private static int skipBlank(byte[] all, int from, int to) {
    int at = from;
    while (at < to && all[at] == ' ') {
      at++;
    }
    return at;
  }

  static boolean startsWith(byte[] all, int from, int to, byte[] pattern) {
    return to - from >= pattern.length
        && Arrays.equals(all, from, from + pattern.length, pattern, 0, pattern.length);
  }

  static int indexOf(byte[] all, byte[] pattern, int from, int to) {
    int end = to - pattern.length;
    for (int i = from; i <= end; i++) {
      if (all[i] == pattern[0]
          && Arrays.equals(all, i, i + pattern.length, pattern, 0, pattern.length)) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[] left, byte[] right) {
    byte[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }
}
