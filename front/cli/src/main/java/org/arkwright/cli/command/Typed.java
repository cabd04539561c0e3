package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/** Puts what was typed into a document; what was not typed is left out. */
final class Typed {
  private Typed() {}

  static void putText(ObjectNode node, String field, String typed) {
    if (!typed.isEmpty()) {
      node.put(field, typed);
    }
  }

  /** A number as a number; anything else as text, for the server to say what is wrong with it. */
  static void putNumber(ObjectNode node, String field, String typed) {
    if (typed.matches("-?\\d{1,18}(\\.\\d{1,9})?")) {
      node.put(field, new BigDecimal(typed));
    } else {
      putText(node, field, typed);
    }
  }
}
