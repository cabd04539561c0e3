package org.arkwright.template.syntax;

import org.arkwright.template.value.Value;

/**
 * A piece of a template's source.
 *
 * @param text what it reads; of a string or number, its source
 * @param value what a string or number is; None for all else
 * @param line from 1
 */
record Token(Kind kind, String text, Value value, int line) {
  /** What a token is. */
  enum Kind {
    DATA("text"),
    BLOCK_BEGIN("'{%'"),
    BLOCK_END("'%}'"),
    PRINT_BEGIN("'{{'"),
    PRINT_END("'}}'"),
    NAME("a name"),
    STRING("a string"),
    INTEGER("an integer"),
    FLOAT("a float"),
    OPERATOR("an operator"),
    END("the end of the template");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean operator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean name(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** What a message calls it. */
  String shown() {
    return switch (kind) {
      case NAME, OPERATOR -> "'" + text + "'";
      case STRING, INTEGER, FLOAT -> text.length() > 40 ? text.substring(0, 40) + "…" : text;
      case DATA, BLOCK_BEGIN, BLOCK_END, PRINT_BEGIN, PRINT_END, END -> kind.shown();
    };
  }
}
