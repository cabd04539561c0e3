package org.arkwright.cli.command.artifact;

/** Names of files as a terminal may show them: they can hold line ends and escape sequences. */
final class VisibleText {
  private VisibleText() {}

  static String of(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .forEach(each -> {
          if (Character.isISOControl(each)) {
            shown.append("\\u%04x".formatted(each));
          } else {
            shown.appendCodePoint(each);
          }
        });
    return shown.toString();
  }
}
