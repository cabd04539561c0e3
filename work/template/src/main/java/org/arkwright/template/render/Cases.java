package org.arkwright.template.render;

import java.util.Locale;

/** Upper, lower and title case as Python has them. */
final class Cases {
  private Cases() {}

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The first character in title case, the rest in lower case. */
  static String capitalized(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    return titled(first) + lower(text.substring(Character.charCount(first)));
  }

  private static String titled(int point) {
    // What has no title case of one character, as ß, is Ss.
    String upper = upper(Character.toString(point));
    int title = Character.toTitleCase(point);
    if (title != point || upper.codePointCount(0, upper.length()) == 1) {
      return Character.toString(title);
    }
    int first = upper.codePointAt(0);
    return Character.toString(first) + lower(upper.substring(Character.charCount(first)));
  }

  /** {@code str.title()}: each run of letters begins with title case. */
  static String titleOfLetters(String text) {
    StringBuilder title = new StringBuilder(text.length());
    boolean inside = false;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      title.append(inside ? lower(Character.toString(point)) : titled(point));
      inside = isCased(point);
      i += Character.charCount(point);
    }
    return title.toString();
  }

  static boolean isCased(int point) {
    return Character.isUpperCase(point)
        || Character.isLowerCase(point)
        || Character.isTitleCase(point);
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints()
            .noneMatch(point -> Character.isUpperCase(point) || Character.isTitleCase(point));
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints()
            .noneMatch(point -> Character.isLowerCase(point) || Character.isTitleCase(point));
  }

  static boolean isTitle(String text) {
    boolean inside = false;
    boolean any = false;
    for (int point : text.codePoints().toArray()) {
      boolean upper = Character.isUpperCase(point) || Character.isTitleCase(point);
      if ((upper && inside) || (Character.isLowerCase(point) && !inside)) {
        return false;
      }
      inside = isCased(point);
      any |= inside;
    }
    return any;
  }

  static String swapped(String text) {
    StringBuilder swapped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          String one = Character.toString(point);
          swapped.append(
              Character.isUpperCase(point)
                  ? lower(one)
                  : Character.isLowerCase(point) ? upper(one) : one);
        });
    return swapped.toString();
  }
}
