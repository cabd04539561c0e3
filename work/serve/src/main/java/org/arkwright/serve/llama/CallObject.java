package org.arkwright.serve.llama;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A function call in JSON that is read char by char: an object with a name, and arguments that are
 * known as far as they have come. Not thread-safe.
 */
final class CallObject {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringBuilder raw = new StringBuilder();
  private final StringBuilder string = new StringBuilder();
  private final StringBuilder arguments = new StringBuilder();
  private String key = "";
  private String name = "";
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean afterColon;
  private boolean inArguments;
  private boolean hasArguments;
  private boolean ended;
  private boolean broken;

  /** Adds a char; of none after {@link #isEnded} or {@link #isBroken}. */
  void add(char c) {
    raw.append(c);
    if (inString) {
      addToString(c);
    } else if (depth == 0 && c != '{') {
      broken = true;
    } else {
      addOutside(c);
    }
  }

  private void addToString(char c) {
    (inArguments ? arguments : string).append(c);
    if (escaped) {
      escaped = false;
    } else if (c == '\\') {
      escaped = true;
    } else if (c == '"') {
      inString = false;
      if (!inArguments && depth == 1) {
        endString();
      }
    }
  }

  private void addOutside(char c) {
    boolean begins = depth == 1 && afterColon && isArguments() && (c == '{' || c == '[');
    if (begins && !hasArguments) {
      inArguments = true;
      hasArguments = true;
    }
    if (inArguments) {
      arguments.append(c);
    }
    switch (c) {
      case '"' -> {
        inString = true;
        string.setLength(0);
        string.append(c);
      }
      case '{', '[' -> depth++;
      case '}', ']' -> {
        depth--;
        inArguments = inArguments && depth > 1;
        ended = depth == 0;
        broken = ended && c == ']';
      }
      case ':' -> afterColon = afterColon || depth == 1;
      case ',' -> {
        if (depth == 1) {
          afterColon = false;
          key = "";
        }
      }
      default -> broken = depth == 1 && !afterColon && !Character.isWhitespace(c);
    }
  }

  private void endString() {
    String value;
    try {
      value = JSON.readValue(string.toString(), String.class);
    } catch (JsonProcessingException _) {
      broken = true;
      return;
    }
    if (!afterColon) {
      key = value;
    } else if (key.equals("name")) {
      name = value;
    } else if (isArguments() && !hasArguments) {
      arguments.append(value); // Some models write the arguments as a string that is JSON.
      hasArguments = true;
    }
  }

  private boolean isArguments() {
    return key.equals("arguments") || key.equals("parameters");
  }

  /** The function's name; empty while it is not known. */
  String name() {
    return name;
  }

  /** The arguments' chars since the last call of this. */
  String takeArguments() {
    String taken = arguments.toString();
    arguments.setLength(0);
    return taken;
  }

  /** Whether there were arguments so far. */
  boolean hasArguments() {
    return hasArguments;
  }

  /** Whether the next char belongs to the arguments. */
  boolean isInArguments() {
    return inArguments;
  }

  /** Whether the object is whole. */
  boolean isEnded() {
    return ended;
  }

  /** Whether it is no object, or ended as one that is no call. */
  boolean isBroken() {
    return broken || (ended && name.isEmpty());
  }

  /** All that was added. */
  String raw() {
    return raw.toString();
  }
}
