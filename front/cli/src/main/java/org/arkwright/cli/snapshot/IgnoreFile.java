package org.arkwright.cli.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * The patterns of one ignore file, in the language of gitignore (git-scm.com/docs/gitignore): the
 * last one that matches decides.
 */
final class IgnoreFile {
  private final List<Rule> rules;

  private IgnoreFile(List<Rule> rules) {
    this.rules = rules;
  }

  /** A pattern. {@code path} matches paths relative to the ignore file's folder. */
  private record Rule(Glob path, boolean ignores, boolean foldersOnly) {}

  /** Reads the lines of an ignore file; a line that is no pattern matches nothing, as in git. */
  static IgnoreFile parse(List<String> lines) {
    List<Rule> rules = new ArrayList<>();
    for (String line : lines) {
      rule(line).ifPresent(rules::add);
    }
    return new IgnoreFile(List.copyOf(rules));
  }

  /**
   * Whether the path is ignored; empty when no pattern speaks of it. Whoever walks a folder does
   * not enter ignored folders, so that nothing below them can be included again.
   *
   * @param path relative to the ignore file's folder, with {@code /} between its parts
   */
  Optional<Boolean> ignores(String path, boolean folder) {
    for (Rule rule : rules.reversed()) {
      if ((folder || !rule.foldersOnly) && rule.path.matches(path)) {
        return Optional.of(rule.ignores);
      }
    }
    return Optional.empty();
  }

  private static Optional<Rule> rule(String line) {
    String text = withoutTrailingBlanks(line);
    if (text.isEmpty() || text.startsWith("#")) {
      return Optional.empty();
    }
    boolean ignores = !text.startsWith("!");
    text = ignores ? text : text.substring(1);
    boolean foldersOnly = text.endsWith("/");
    text = foldersOnly ? text.substring(0, text.length() - 1) : text;
    // A slash inside binds the pattern to the file's folder; otherwise it holds at every depth.
    boolean bound = text.indexOf('/') >= 0;
    text = text.startsWith("/") ? text.substring(1) : text;
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Rule(Glob.of(text, bound), ignores, foldersOnly));
    } catch (PatternSyntaxException _) {
      return Optional.empty();
    }
  }

  private static String withoutTrailingBlanks(String line) {
    String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    while (text.endsWith(" ") && !text.endsWith("\\ ")) {
      text = text.substring(0, text.length() - 1);
    }
    return text;
  }
}
