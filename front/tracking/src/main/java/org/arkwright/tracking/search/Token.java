package org.arkwright.tracking.search;

/**
 * One token of a filter.
 *
 * @param text of a quoted token without its quotes
 * @param at the position in the filter, from 0
 */
record Token(Kind kind, String text, int at) {
  enum Kind {
    /** A keyword, or a part of a name. */
    WORD,
    NUMBER,
    /** Text in single quotes. */
    TEXT,
    /** Text in double quotes: a name or, as MLflow has it, a value. */
    NAME_OR_TEXT,
    /** A name in backquotes. */
    NAME,
    OPERATOR,
    DOT,
    COMMA,
    OPEN,
    CLOSE,
    END
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean is(Kind expected) {
    return kind == expected;
  }

  /** The token as a user would recognise it. */
  @Override
  public String toString() {
    return kind == Kind.END ? "the end" : "'" + text + "'";
  }
}
