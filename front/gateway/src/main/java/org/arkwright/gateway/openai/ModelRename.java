package org.arkwright.gateway.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts the name that the client asked for in place of the backend's own name for the model, in
 * answers and events. Only the first {@code "model":"…"} of each is looked at; within a string the
 * quotes would be escaped, so text is never taken for it. One thread at a time.
 */
public final class ModelRename {
  private static final byte[] FIELD = "\"model\"".getBytes(StandardCharsets.US_ASCII);

  private final byte[] name;

  /** Creates a rename to the name that the client asked for. */
  public ModelRename(String model) {
    this.name =
        ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(model)) + '"')
            .getBytes(StandardCharsets.UTF_8);
  }

  /** Whether nothing has to change, because the first name is right already or there is none. */
  boolean isIdle(byte[] all) {
    int value = valueOf(all, 0, all.length);
    return value < 0 || isName(all, value, all.length);
  }

  private boolean isName(byte[] all, int value, int to) {
    return EventScanner.startsWith(all, value, to, name);
  }

  /** Returns the range with the client's name in it. */
  public byte[] apply(byte[] all, int from, int to) {
    int value = valueOf(all, from, to);
    if (value < 0 || isName(all, value, to)) {
      return Arrays.copyOfRange(all, from, to);
    }
    int end = value + 1;
    while (end < to && all[end] != '"') {
      end += all[end] == '\\' ? 2 : 1;
    }
    if (end >= to) {
      return Arrays.copyOfRange(all, from, to);
    }
    byte[] renamed = new byte[to - from - (end + 1 - value) + name.length];
    System.arraycopy(all, from, renamed, 0, value - from);
    System.arraycopy(name, 0, renamed, value - from, name.length);
    System.arraycopy(all, end + 1, renamed, value - from + name.length, to - end - 1);
    return renamed;
  }

  /** Returns where the quoted name begins; -1 when there is none. */
  private static int valueOf(byte[] all, int from, int to) {
    int field = EventScanner.indexOf(all, FIELD, from, to);
    if (field < 0) {
      return -1;
    }
    int at = field + FIELD.length;
    while (at < to && (all[at] == ' ' || all[at] == ':')) {
      at++;
    }
    return at < to && all[at] == '"' ? at : -1;
  }
}
