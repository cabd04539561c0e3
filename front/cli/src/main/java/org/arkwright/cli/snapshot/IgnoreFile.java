package org.arkwright.cli.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
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
  private record Rule(Pattern path, boolean ignores, boolean foldersOnly) {}

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
      if ((folder || !rule.foldersOnly) && rule.path.matcher(path).matches()) {
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
      Pattern path = Pattern.compile((bound ? "" : "(?:.*/)?") + expression(text), Pattern.DOTALL);
      return Optional.of(new Rule(path, ignores, foldersOnly));
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

  private static String expression(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int at = 0; at < glob.length(); at++) {
      char c = glob.charAt(at);
      if (glob.startsWith("**/", at) && (at == 0 || glob.charAt(at - 1) == '/')) {
        regex.append("(?:.*/)?");
        at += 2;
      } else if (c == '*' && glob.endsWith("/**") && at == glob.length() - 2) {
        regex.append(".*");
        at++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (c == '[' && end(glob, at) > 0) {
        int end = end(glob, at);
        regex.append("(?!/)").append(set(glob.substring(at + 1, end)));
        at = end;
      } else if (c == '\\' && at + 1 < glob.length()) {
        at++;
        regex.append(Pattern.quote(glob.substring(at, at + 1)));
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  /** The end of the set that begins here; −1 when it has none. */
  private static int end(String glob, int begin) {
    int at = begin + 1;
    if (at < glob.length() && "!^".indexOf(glob.charAt(at)) >= 0) {
      at++;
    }
    // A bracket in the first place is a member, and so are those of a named class.
    for (int first = at; at < glob.length(); at++) {
      int named = glob.startsWith("[:", at) ? glob.indexOf(":]", at + 2) : -1;
      if (named > 0) {
        at = named + 1;
      } else if (glob.charAt(at) == ']' && at > first) {
        return at;
      }
    }
    return -1;
  }

  private static String set(String members) {
    boolean negated = members.startsWith("!") || members.startsWith("^");
    StringBuilder set = new StringBuilder(negated ? "[^" : "[");
    for (int at = negated ? 1 : 0; at < members.length(); at++) {
      int named = members.startsWith("[:", at) ? members.indexOf(":]", at + 2) : -1;
      if (named > 0) {
        String name = members.substring(at + 2, named);
        set.append("\\p{")
            .append(name.isEmpty() ? "?" : name.substring(0, 1).toUpperCase(Locale.ROOT))
            .append(name.isEmpty() ? "" : name.substring(1))
            .append('}');
        at = named + 1;
      } else {
        char c = members.charAt(at);
        set.append("[]\\&^".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c));
      }
    }
    return set.append(']').toString();
  }
}
