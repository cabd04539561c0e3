package org.arkwright.api.view;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds in a line that says "no such file" which one. Programs put the operating system's words
 * before its name or behind it, quoted or not, with or without what they wanted to do with it.
 */
final class NoSuchFile {
  private static final String GONE = "(?i:no such file)(?i: or directory)?";
  private static final String QUOTED =
      "(?:(?<![\\p{Alnum}])b?'([^']+)'|\"([^\"]+)\"|[‘`]([^'’`]+)['’`])";

  /** Exceptions, system calls and what was to be done: what stands where a name could. */
  private static final String NO_NAME =
      "(?:[^:]* )?[\\w.$]*(?:Error|Exception)"
          + "|(?i:(?:fatal |npm )?error|fatal|warning|panic|directory iterator[^:]*"
          + "|(?:input )?file|stream|directory"
          + "|(?:(?:cannot|can't|could not|couldn't|unable to|failed to) \\w+"
          + "|f?open(?:at|dir|ing)?|read(?:ing)?|[fl]?stat|find|access|load(?:ing)?|mkdir|rmdir"
          + "|remove|rename|unlink|chdir|exec[lv]p?e?|connect)"
          + "(?: (?:input file|file|stream|directory))?)";

  /** How the name is found, the surest first. */
  private static final List<Pattern> PLACES =
      List.of(
          // Python, Node, safetensors: ": 'x'", ", open 'x'", ": 'x' -> 'y'".
          Pattern.compile(GONE + "(?:, \\w+)?:? " + QUOTED),
          // Ruby: " @ rb_sysopen - x (Errno::ENOENT)", "-- x (LoadError)".
          Pattern.compile(GONE + "(?: @ \\w+)? --? (?!ignored)(.+?)(?: \\(\\w+(?:::\\w+)*\\))?$"),
          // zsh, which begins with what is gone.
          Pattern.compile("^\\w+: " + GONE + ": (.+)$"),
          // GNU tools, R, gawk: "cannot open 'x' for reading: ".
          Pattern.compile(QUOTED + "(?: for \\w+)?(?::| \\() ?" + GONE),
          // tar: "x: Cannot stat: ".
          Pattern.compile("(?:^|: )([^:]+): Cannot \\w+: " + GONE),
          // mawk, Java: "x (No such file or directory)".
          Pattern.compile("(?:^|: )(?:cannot open )?([^:]+?) \\(" + GONE + "\\)"),
          // PHP: "fopen(x): Failed to open stream: ".
          Pattern.compile("\\w\\(([^)]+)\\): (?i:failed to open stream): " + GONE),
          // C++: "filesystem error: cannot remove: No such file or directory [x]".
          Pattern.compile(GONE + " \\[\"?([^\\]\"]+)\"?]"),
          // All others: what is before it, without a verb.
          Pattern.compile(
              "(?:^|: )(?:(?i:can't|cannot|could not|couldn't|unable to|failed to|error) )?"
                  + "(?:(?i:open(?:ing)?|read(?:ing)?|l?stat|find|access|load(?:ing)?|chdir) )?"
                  + "(?:(?:input )?file )?(?!(?:"
                  + NO_NAME
                  + ") ?: )([^:]+?) ?: "
                  + GONE));

  private NoSuchFile() {}

  /** Returns the name of what is missing; empty when the line says nothing of the kind. */
  static Optional<String> named(String line) {
    for (Pattern place : PLACES) {
      Matcher matcher = place.matcher(line);
      if (matcher.find()) {
        for (int group = 1; group <= matcher.groupCount(); group++) {
          if (matcher.group(group) != null) {
            return Optional.of(matcher.group(group).strip());
          }
        }
      }
    }
    return Optional.empty();
  }
}
