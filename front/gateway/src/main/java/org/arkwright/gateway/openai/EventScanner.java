package org.arkwright.gateway.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.arkwright.gateway.usage.TokenCount;

/**
 * Passes a stream of server-sent events on while looking for the token count. Complete events are
 * passed on immediately; the final events, from the count on, are held back until {@link #finish}.
 * An event that arrives in parts waits for its end. One thread at a time.
 */
public final class EventScanner {
  private static final byte[] USAGE = "\"usage\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "data: [DONE]".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  private final boolean showUsage;
  private byte[] partial = NOTHING;
  private final ByteArrayOutputStream last = new ByteArrayOutputStream(0);
  private TokenCount tokens = TokenCount.ZERO;
  private boolean counted;
  private long events;

  /**
   * Creates a scanner at the start of a stream.
   *
   * @param showUsage whether the client gets the event with the token count
   */
  public EventScanner(boolean showUsage) {
    this.showUsage = showUsage;
  }

  /**
   * Returns the bytes to pass on: the array itself when all of it is, an empty one when nothing is.
   */
  public byte[] pass(byte[] bytes) {
    byte[] all = partial.length == 0 ? bytes : joined(partial, bytes);
    partial = NOTHING;
    int complete = endOfEvents(all);
    if (complete == all.length && !holdsBack(all)) {
      events += count(all);
      return all;
    }
    if (complete < all.length) {
      partial = Arrays.copyOfRange(all, complete, all.length);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(complete);
    int from = 0;
    while (from < complete) {
      int to = endOfEvent(all, from);
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

  /** The backend's own count; without one, one token per event with data. */
  public TokenCount tokens() {
    return counted ? tokens : new TokenCount(0, events);
  }

  /** Whether the backend reported a count. */
  public boolean counted() {
    return counted;
  }

  private void event(byte[] all, int from, int to, ByteArrayOutputStream out) {
    boolean done = startsWith(all, from, to, DONE);
    boolean counts = !done && indexOf(all, USAGE, from, to) >= 0 && readUsage(all, from, to);
    if (counts && !showUsage && indexOf(all, EMPTY_CHOICES, from, to) >= 0) {
      return;
    }
    if (!done && !counts) {
      events++;
    }
    (done || (counts && showUsage) || last.size() > 0 ? last : out).write(all, from, to - from);
  }

  private static final byte[] EMPTY_CHOICES = "\"choices\":[]".getBytes(StandardCharsets.US_ASCII);

  private boolean readUsage(byte[] all, int from, int to) {
    if (!startsWith(all, from, to, DATA)) {
      return false;
    }
    int start = from + DATA.length;
    Optional<TokenCount> found = UsageReader.find(all, start, to - start);
    found.ifPresent(count -> {
      tokens = count;
      counted = true;
    });
    return found.isPresent();
  }

  private boolean holdsBack(byte[] all) {
    return last.size() > 0
        || indexOf(all, USAGE, 0, all.length) >= 0
        || indexOf(all, DONE, 0, all.length) >= 0;
  }

  private static int count(byte[] all) {
    int count = 0;
    for (int at = 0; at < all.length; at = endOfEvent(all, at)) {
      count++;
    }
    return count;
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

  private static int endOfEvent(byte[] all, int from) {
    for (int i = from + 1; i < all.length; i++) {
      if (all[i] == '\n' && (all[i - 1] == '\n' || isEmptyLine(all, i))) {
        return i + 1;
      }
    }
    return all.length;
  }

  private static boolean isEmptyLine(byte[] all, int newline) {
    return newline >= 3
        && all[newline - 1] == '\r'
        && all[newline - 2] == '\n'
        && all[newline - 3] == '\r';
  }

  private static boolean startsWith(byte[] all, int from, int to, byte[] pattern) {
    return to - from >= pattern.length
        && Arrays.equals(all, from, from + pattern.length, pattern, 0, pattern.length);
  }

  private static int indexOf(byte[] all, byte[] pattern, int from, int to) {
    int end = to - pattern.length;
    for (int i = from; i <= end; i++) {
      if (all[i] == pattern[0]
          && Arrays.equals(all, i, i + pattern.length, pattern, 0, pattern.length)) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] joined(byte[] left, byte[] right) {
    byte[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }
}
