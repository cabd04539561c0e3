package org.arkwright.template.syntax;

import org.arkwright.template.failure.TemplateSyntaxException;
import org.arkwright.template.value.Text;

/** What a string literal is, by the escapes of Python. */
final class StringLiteral {
  private StringLiteral() {}

  /**
   * The value.
   *
   * @param source what stands between the quotes
   */
  static Text value(String source, int line) {
    if (source.indexOf('\\') < 0) {
      return new Text(source);
    }
    StringBuilder value = new StringBuilder();
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at++);
      if (c != '\\') {
        value.append(c);
        continue;
      }
      c = source.charAt(at++);
      switch (c) {
        case '\n' -> {}
        case '\\', '\'', '"' -> value.append(c);
        case 'a' -> value.append('\u0007');
        case 'b' -> value.append('\b');
        case 'f' -> value.append('\f');
        case 'n' -> value.append('\n');
        case 'r' -> value.append('\r');
        case 't' -> value.append('\t');
        case 'v' -> value.append('\u000b');
        case 'x' -> at = hexadecimal(source, at, 2, value, line);
        case 'u' -> at = hexadecimal(source, at, 4, value, line);
        case 'U' -> at = hexadecimal(source, at, 8, value, line);
        case 'N' -> at = named(source, at, value, line);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> at = octal(source, at - 1, value);
        default -> other(source, at - 1, value);
      }
      if (c > 127) {
        at = at - 1 + Character.charCount(source.codePointAt(at - 1));
      }
    }
    return new Text(value.toString());
  }

  /** Python leaves the backslash; before other than ASCII it shows what it encoded that to. */
  private static void other(String source, int at, StringBuilder value) {
    int point = source.codePointAt(at);
    value.append('\\');
    if (point < 128) {
      value.append((char) point);
    } else if (point < 0x100) {
      value.append("x%02x".formatted(point));
    } else {
      value.append((point < 0x10000 ? "u%04x" : "U%08x").formatted(point));
    }
  }

  private static int hexadecimal(String source, int at, int length, StringBuilder value, int line) {
    int point = 0;
    for (int i = at; i < at + length; i++) {
      int digit = i < source.length() ? Character.digit(source.charAt(i), 16) : -1;
      if (digit < 0 || point > Character.MAX_CODE_POINT) {
        throw new TemplateSyntaxException(
            "a string has an escape without %d hexadecimal digits".formatted(length), line);
      }
      point = point << 4 | digit;
    }
    if (!Character.isValidCodePoint(point)) {
      throw new TemplateSyntaxException(
          "a string has the escape of a character beyond U+10FFFF", line);
    }
    value.appendCodePoint(point);
    return at + length;
  }

  private static int octal(String source, int at, StringBuilder value) {
    int point = 0;
    int end = at;
    while (end < Math.min(at + 3, source.length()) && Character.digit(source.charAt(end), 8) >= 0) {
      point = point * 8 + Character.digit(source.charAt(end), 8);
      end++;
    }
    value.append((char) point);
    return end;
  }

  private static int named(String source, int at, StringBuilder value, int line) {
    int end = source.indexOf('}', at);
    if (end < 0 || source.charAt(at) != '{') {
      throw new TemplateSyntaxException("a string has \\N without {NAME}", line);
    }
    String name = source.substring(at + 1, end);
    try {
      value.appendCodePoint(Character.codePointOf(name));
    } catch (IllegalArgumentException _) {
      throw new TemplateSyntaxException("no character is named '" + name + "'", line);
    }
    return end + 1;
  }
}
