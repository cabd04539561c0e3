package org.arkwright.gateway.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.arkwright.gateway.usage.TokenCount;

/**
 * Lets a stream of server-sent events through while it looks for the count of tokens. Whole events
 * go on at once; the last words, from the count on, are kept back until {@link #finish}. An event
 * that arrives in pieces waits for its end. One thread at a time.
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
   * A scanner at a stream's beginning.
   *
   * @param showUsage whether the client sees the event that counts tokens
   */
  public EventScanner(boolean showUsage) {
    this.showUsage = showUsage;
  }

  /** What goes on of these bytes; the array itself when all of it does, empty when nothing. */
  public byte[] pass(byte[] bytes) {
    byte[] all = partial.length == 0 ? bytes : joined(partial, bytes);
    partial = NOTHING;
    int whole = endOfEvents(all);
    if (whole == all.length && !holdsBack(all)) {
      events += count(all);
      return all;
    }
    if (whole < all.length) {
      partial = Arrays.copyOfRange(all, whole, all.length);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(whole);
    int from = 0;
    while (from < whole) {
      int to = endOfEvent(all, from);
      event(all, from, to, out);
      from = to;
    }
    return out.toByteArray();
  }

  /** What was kept back, to be sent when everything is settled. */
  public byte[] finish() {
    last.writeBytes(partial);
    partial = NOTHING;
    return last.toByteArray();
  }

  /** The backend's own count; else one token for each event that carried data. */
  public TokenCount tokens() {
    return counted ? tokens : new TokenCount(0, events);
  }

  /** Whether the backend counted. */
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

  /** Behind the last empty line. */
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

  private static boolean startsWith(byte[] all, int from, int to, byte[] word) {
    return to - from >= word.length
        && Arrays.equals(all, from, from + word.length, word, 0, word.length);
  }

  private static int indexOf(byte[] all, byte[] word, int from, int to) {
    int end = to - word.length;
    for (int i = from; i <= end; i++) {
      if (all[i] == word[0] && Arrays.equals(all, i, i + word.length, word, 0, word.length)) {
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
