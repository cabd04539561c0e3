package org.arkwright.template.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.arkwright.template.failure.TemplateSyntaxException;
import org.arkwright.template.syntax.Token.Kind;
import org.arkwright.template.value.None;
import org.arkwright.template.value.PythonText;
import org.arkwright.template.value.Value;

/**
 * Splits a source into tokens. A newline right after a block is dropped, and so is the white space
 * from the start of a line to a block or comment; {@code -} at a tag drops all white space on that
 * side, {@code +} keeps it.
 */
final class Lexer {
  private static final List<String> LONG_OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=");
  private static final String OPERATORS = "+-/*%~[](){}><=.:|,;";

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private boolean atLineStart = true;

  private Lexer(String source) {
    this.source = source;
  }

  /** The tokens, of which the last is {@link Kind#END}. */
  static List<Token> tokens(String source) {
    String lines = source.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer = new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        data(source.substring(at));
        at = source.length();
        break;
      }
      tag(tag);
      atLineStart = at > 0 && source.charAt(at - 1) == '\n';
    }
    add(Kind.END, "", None.NONE);
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "%{#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private void tag(int tag) {
    char kind = source.charAt(tag + 1);
    int after = tag + 2;
    char sign = after < source.length() ? source.charAt(after) : ' ';
    String text = source.substring(at, tag);
    data(trimmed(text, sign, kind == '{'));
    skipLines(tag);
    if (sign == '-' || sign == '+') {
      after++;
    }
    int raw = kind == '%' ? endOfRawTag(after) : -1;
    if (raw >= 0) {
      skipLines(raw);
      raw();
      return;
    }
    at = after;
    switch (kind) {
      case '#' -> comment();
      case '{' -> {
        add(Kind.PRINT_BEGIN, "{{", None.NONE);
        inside(Kind.PRINT_END);
      }
      default -> {
        add(Kind.BLOCK_BEGIN, "{%", None.NONE);
        inside(Kind.BLOCK_END);
      }
    }
  }

  /** The text before a tag, without the white space that the tag takes. */
  private String trimmed(String text, char sign, boolean print) {
    if (sign == '-') {
      return PythonText.strip(text, false, true);
    }
    if (sign == '+' || print) {
      return text;
    }
    int start = text.lastIndexOf('\n') + 1;
    if (start == 0 && !atLineStart) {
      return text;
    }
    boolean blank = PythonText.strip(text.substring(start), true, false).isEmpty();
    return blank ? text.substring(0, start) : text;
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text, None.NONE);
    }
  }

  private void comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw problem("'{#' has no '#}'");
    }
    boolean signed = end > at;
    char sign = signed ? source.charAt(end - 1) : ' ';
    skipLines(end + 2);
    afterTag(sign, true);
  }

  /** Where the tag {@code raw} ends, or -1 if this is another. */
  private int endOfRawTag(int from) {
    int name = skipSpace(from);
    if (!source.startsWith("raw", name)) {
      return -1;
    }
    int end = skipSpace(name + 3);
    if (source.startsWith("-%}", end)) {
      return skipSpace(end + 3);
    }
    return source.startsWith("%}", end) ? end + 2 : -1;
  }

  private void raw() {
    for (int i = source.indexOf("{%", at); i >= 0; i = source.indexOf("{%", i + 1)) {
      char sign = i + 2 < source.length() ? source.charAt(i + 2) : ' ';
      int name = skipSpace(sign == '-' || sign == '+' ? i + 3 : i + 2);
      if (!source.startsWith("endraw", name)) {
        continue;
      }
      int end = skipSpace(name + 6);
      char last = end < source.length() ? source.charAt(end) : ' ';
      if (last == '-' || last == '+') {
        end++;
      }
      if (!source.startsWith("%}", end)) {
        continue;
      }
      atLineStart = at > 0 && source.charAt(at - 1) == '\n';
      data(trimmed(source.substring(at, i), sign, false));
      skipLines(end + 2);
      afterTag(last, true);
      return;
    }
    throw problem("'{% raw %}' has no '{% endraw %}'");
  }

  /** The white space after a tag: all of it after a minus, one newline after a block. */
  private void afterTag(char sign, boolean block) {
    if (sign == '-') {
      skipLines(skipSpace(at));
    } else if (block && sign != '+' && at < source.length() && source.charAt(at) == '\n') {
      skipLines(at + 1);
    }
  }

  private void inside(Kind end) {
    Deque<Character> open = new ArrayDeque<>();
    String close = end == Kind.PRINT_END ? "}}" : "%}";
    while (true) {
      skipLines(skipSpace(at));
      if (at >= source.length()) {
        // As in Jinja, the parser says what is missing.
        return;
      }
      char c = source.charAt(at);
      boolean signed = c == '-' || (c == '+' && end == Kind.BLOCK_END);
      if (open.isEmpty() && source.startsWith(close, signed ? at + 1 : at)) {
        at += signed ? 3 : 2;
        add(end, close, None.NONE);
        afterTag(signed ? c : ' ', end == Kind.BLOCK_END);
        return;
      }
      token(c, open);
    }
  }

  private void token(char c, Deque<Character> open) {
    if (c >= '0' && c <= '9') {
      number();
    } else if (c == '_' || Character.isUnicodeIdentifierPart(source.codePointAt(at))) {
      name();
    } else if (c == '\'' || c == '"') {
      string(c);
    } else {
      operator(c, open);
    }
  }

  private void number() {
    boolean mayBeFloat = at == 0 || source.charAt(at - 1) != '.';
    int end = NumberLiteral.endOfFloat(source, at);
    boolean real = mayBeFloat && end > 0;
    if (!real) {
      end = NumberLiteral.endOfInteger(source, at);
    }
    String digits = source.substring(at, end);
    add(
        real ? Kind.FLOAT : Kind.INTEGER,
        digits,
        real ? NumberLiteral.real(digits) : NumberLiteral.integer(digits, line));
    at = end;
  }

  private void name() {
    int start = at;
    while (at < source.length()) {
      int point = source.codePointAt(at);
      if (point != '_' && !Character.isUnicodeIdentifierPart(point)) {
        break;
      }
      at += Character.charCount(point);
    }
    add(Kind.NAME, source.substring(start, at), None.NONE);
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw problem("a string begins with " + quote + " and does not end");
    }
    String text = source.substring(at, end + 1);
    Value value = StringLiteral.value(source.substring(at + 1, end), line);
    add(Kind.STRING, text, value);
    skipLines(end + 1);
  }

  private void operator(char c, Deque<Character> open) {
    String operator = String.valueOf(c);
    for (String longer : LONG_OPERATORS) {
      if (source.startsWith(longer, at)) {
        operator = longer;
      }
    }
    if (operator.length() == 1 && OPERATORS.indexOf(c) < 0) {
      throw problem(
          "found '%s' (U+%04X), expected an expression"
              .formatted(Character.toString(source.codePointAt(at)), source.codePointAt(at)));
    }
    switch (operator) {
      case "(" -> open.push(')');
      case "[" -> open.push(']');
      case "{" -> open.push('}');
      case ")", "]", "}" -> {
        if (open.isEmpty()) {
          throw problem("found '%s', which nothing opens".formatted(operator));
        }
        char expected = open.pop();
        if (expected != c) {
          throw problem("found '%s', expected '%s'".formatted(operator, expected));
        }
      }
      default -> {}
    }
    add(Kind.OPERATOR, operator, None.NONE);
    at += operator.length();
  }

  private int skipSpace(int from) {
    int end = from;
    while (end < source.length() && PythonText.isSpace(source.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Goes on to a place, counting lines. */
  private void skipLines(int to) {
    for (int i = at; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    at = to;
  }

  private void add(Kind kind, String text, Value value) {
    tokens.add(new Token(kind, text, value, line));
  }

  private TemplateSyntaxException problem(String what) {
    return new TemplateSyntaxException(what, line);
  }
}
