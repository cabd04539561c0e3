package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Puts options into a request as the user typed them; the server validates them. */
public final class RequestJson {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");

  private RequestJson() {}

  /** Puts the text unless it is empty, as it is when the option was not given. */
  public static void putText(ObjectNode node, String field, String text) {
    if (!text.isEmpty()) {
      node.put(field, text);
    }
  }

  /** Puts the text as a number; text that is not a number stays text, for the server to refuse. */
  public static void putNumber(ObjectNode node, String field, String text) {
    if (NUMBER.matcher(text).matches()) {
      node.put(field, new BigDecimal(text));
    } else {
      putText(node, field, text);
    }
  }
}
