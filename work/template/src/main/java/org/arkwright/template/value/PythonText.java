package org.arkwright.template.value;

import java.util.ArrayList;
import java.util.List;

/** What Python, by Unicode, says of characters, and how it strips and splits. */
public final class PythonText {
  private PythonText() {}

  /** {@code str.isspace()}, which has the no-break spaces that Java leaves out. */
  public static boolean isSpace(int point) {
    return switch (point) {
      case ' ', 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
      default ->
          (point >= 0x09 && point <= 0x0d)
              || (point >= 0x1c && point <= 0x1f)
              || (point >= 0x2000 && point <= 0x200a);
    };
  }

  /** What {@code repr} prints as it is. */
  static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }

  /** Strips white space. */
  public static String strip(String text, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (right && end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Strips the characters that are in {@code characters}. */
  public static String strip(String text, String characters, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end) {
      int point = text.codePointAt(start);
      if (characters.indexOf(point) < 0) {
        break;
      }
      start += Character.charCount(point);
    }
    while (right && end > start) {
      int point = text.codePointBefore(end);
      if (characters.indexOf(point) < 0) {
        break;
      }
      end -= Character.charCount(point);
    }
    return text.substring(start, end);
  }

  /** The parts between white space, at most {@code splits} + 1 of them if that is not negative. */
  public static List<String> words(String text, int splits) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < text.length() && isSpace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        return words;
      }
      if (splits >= 0 && words.size() == splits) {
        words.add(text.substring(at));
        return words;
      }
      int start = at;
      while (at < text.length() && !isSpace(text.charAt(at))) {
        at++;
      }
      words.add(text.substring(start, at));
    }
  }

  /** The same, counted from the right. */
  public static List<String> wordsFromRight(String text, int splits) {
    if (splits < 0) {
      return words(text, -1);
    }
    List<String> words = new ArrayList<>();
    int end = text.length();
    while (true) {
      while (end > 0 && isSpace(text.charAt(end - 1))) {
        end--;
      }
      if (end == 0) {
        return words.reversed();
      }
      if (words.size() == splits) {
        words.add(text.substring(0, end));
        return words.reversed();
      }
      int last = end;
      while (end > 0 && !isSpace(text.charAt(end - 1))) {
        end--;
      }
      words.add(text.substring(end, last));
    }
  }

  /** The parts between separators. */
  public static List<String> split(String text, String separator, int splits) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (splits < 0 || parts.size() < splits) {
      int found = text.indexOf(separator, start);
      if (found < 0) {
        break;
      }
      parts.add(text.substring(start, found));
      start = found + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** The same, counted from the right. */
  public static List<String> splitFromRight(String text, String separator, int splits) {
    List<String> parts = new ArrayList<>();
    int end = text.length();
    while (splits < 0 || parts.size() < splits) {
      int found =
          end < separator.length() ? -1 : text.lastIndexOf(separator, end - separator.length());
      if (found < 0) {
        break;
      }
      parts.add(text.substring(found + separator.length(), end));
      end = found;
    }
    parts.add(text.substring(0, end));
    return parts.reversed();
  }

  /** How many parts a split can give at most, counted before any is made. */
  public static long partsMax(String text, String separator) {
    long parts = 1;
    for (int i = text.indexOf(separator); i >= 0; i = text.indexOf(separator, i + 1)) {
      parts++;
    }
    return parts;
  }

  /** How many words or lines there can be at most. */
  public static long piecesMax(String text) {
    return 1 + text.chars().filter(PythonText::isSpace).count();
  }

  /** The lines, without their ends unless {@code keep}. */
  public static List<String> lines(String text, boolean keep) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!endsLine(text.charAt(i))) {
        continue;
      }
      int end = i;
      if (text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        i++;
      }
      lines.add(text.substring(start, keep ? i + 1 : end));
      start = i + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private static boolean endsLine(char c) {
    return switch (c) {
      case '\n', '\r', 0x0b, 0x0c, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029 -> true;
      default -> false;
    };
  }
}
