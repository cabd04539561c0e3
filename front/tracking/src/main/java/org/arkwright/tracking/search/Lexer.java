package org.arkwright.tracking.search;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.tracking.search.Token.Kind;

/** Splits a filter into tokens. Takes time in proportion to the filter's length. */
final class Lexer {
  /** The longest filter, in characters. */
  private static final int LENGTH_MAX = 64 * 1024;

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  /** Returns the tokens, of which the last one is {@link Kind#END}. */
  static List<Token> tokens(String text) throws SearchException {
    if (text.length() > LENGTH_MAX) {
      throw new SearchException(
          "a filter of %d characters: at most %d".formatted(text.length(), LENGTH_MAX));
    }
    Lexer lexer = new Lexer(text);
    while (lexer.at < text.length()) {
      lexer.next();
    }
    lexer.tokens.add(new Token(Kind.END, "", text.length()));
    return lexer.tokens;
  }

  private void next() throws SearchException {
    char c = text.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
      return;
    }
    switch (c) {
      case '\'' -> quoted(c, Kind.TEXT);
      case '"' -> quoted(c, Kind.NAME_OR_TEXT);
      case '`' -> quoted(c, Kind.NAME);
      case '.' -> {
        if (startsNumber()) {
          number();
        } else {
          single(Kind.DOT);
        }
      }
      case ',' -> single(Kind.COMMA);
      case '(' -> single(Kind.OPEN);
      case ')' -> single(Kind.CLOSE);
      case '=', '<', '>', '!' -> operator();
      default -> {
        if (startsNumber()) {
          number();
        } else if (isWordPart(c)) {
          word();
        } else {
          throw new SearchException(
              "'%c' at character %d of '%s' is not expected".formatted(c, at + 1, text));
        }
      }
    }
  }

  private void single(Kind kind) {
    tokens.add(new Token(kind, text.substring(at, at + 1), at));
    at++;
  }

  private void operator() throws SearchException {
    int length = at + 1 < text.length() && text.charAt(at + 1) == '=' ? 2 : 1;
    String operator = text.substring(at, at + length);
    if (operator.equals("!") || operator.equals("==")) {
      throw new SearchException(
          "'%s' at character %d of '%s': expected =, !=, <, <=, > or >="
              .formatted(operator, at + 1, text));
    }
    tokens.add(new Token(Kind.OPERATOR, operator, at));
    at += length;
  }

  /**
   * Reads to the closing quote. As in MLflow, a doubled quote and one after a backslash belong to
   * the text and stay as they are, unless there is no other quote that could close it.
   */
  private void quoted(char quote, Kind kind) throws SearchException {
    int lastPossible = -1;
    int i = at + 1;
    while (i < text.length()) {
      boolean pair = i + 1 < text.length() && text.charAt(i + 1) == quote;
      if (text.charAt(i) == quote) {
        if (!pair) {
          lastPossible = i;
          break;
        }
        lastPossible = i;
        i += 2;
      } else if (text.charAt(i) == '\\' && pair && quote != '`') {
        lastPossible = i + 1;
        i += 2;
      } else {
        i++;
      }
    }
    if (lastPossible < 0) {
      throw new SearchException(
          "the quote %c at character %d of '%s' is not closed".formatted(quote, at + 1, text));
    }
    tokens.add(new Token(kind, text.substring(at + 1, lastPossible), at));
    at = lastPossible + 1;
  }

  /** Whether a number starts here, rather than a part of a name such as {@code metrics.2x}. */
  private boolean startsNumber() {
    boolean afterDot = !tokens.isEmpty() && tokens.getLast().is(Kind.DOT);
    if (afterDot) {
      return false;
    }
    int i = text.charAt(at) == '-' || text.charAt(at) == '+' ? at + 1 : at;
    if (i < text.length() && text.charAt(i) == '.') {
      i++;
    }
    return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
  }

  private void number() throws SearchException {
    int start = at++;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at))
            || text.charAt(at) == '.'
            || text.charAt(at) == '_'
            || isSignOfExponent())) {
      at++;
    }
    String number = text.substring(start, at);
    if (!number.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
      throw new SearchException("'%s' in '%s' is not a number".formatted(number, text));
    }
    tokens.add(new Token(Kind.NUMBER, number, start));
  }

  private boolean isSignOfExponent() {
    char before = text.charAt(at - 1);
    return (text.charAt(at) == '-' || text.charAt(at) == '+') && (before == 'e' || before == 'E');
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '/';
  }

  private void word() {
    int start = at;
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    tokens.add(new Token(Kind.WORD, text.substring(start, at), start));
  }
}
