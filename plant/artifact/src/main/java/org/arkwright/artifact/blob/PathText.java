package org.arkwright.artifact.blob;

/** Shows paths from outside in messages: a name may hold line ends and escape sequences. */
public final class PathText {
  private static final int SHOWN_MAX = 200;

  private PathText() {}

  /** Returns the path with control characters and broken ones as escapes, shortened if long. */
  public static String of(String path) {
    StringBuilder shown = new StringBuilder();
    path.codePoints()
        .limit(SHOWN_MAX)
        .forEach(each -> {
          if (Character.isISOControl(each)
              || each == 0xfffd
              || Character.getType(each) == Character.FORMAT) {
            shown.append("\\u%04x".formatted(each));
          } else {
            shown.appendCodePoint(each);
          }
        });
    return path.codePointCount(0, path.length()) > SHOWN_MAX ? shown + "…" : shown.toString();
  }
}
