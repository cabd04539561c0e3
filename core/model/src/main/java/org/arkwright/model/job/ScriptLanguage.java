package org.arkwright.model.job;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The languages whose files have names of their own. Whoever starts such a file without a first
 * line that names its interpreter would have it run by the shell, which runs its words as commands.
 */
public final class ScriptLanguage {
  private static final Map<String, String> INTERPRETERS =
      Map.ofEntries(
          Map.entry("py", "python3"),
          Map.entry("js", "node"),
          Map.entry("mjs", "node"),
          Map.entry("cjs", "node"),
          Map.entry("rb", "ruby"),
          Map.entry("pl", "perl"),
          Map.entry("r", "Rscript"),
          Map.entry("jl", "julia"),
          Map.entry("lua", "lua"),
          Map.entry("php", "php"));

  private ScriptLanguage() {}

  /** Returns the program that usually runs files of that name; empty where the shell may. */
  public static Optional<String> interpreter(String file) {
    String suffix = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return file.indexOf('.') < 0 ? Optional.empty() : Optional.ofNullable(INTERPRETERS.get(suffix));
  }
}
