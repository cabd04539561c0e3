package org.arkwright.cli.session;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
public final class GlobalOptions {
  /** Those of the options below that take a value, for words to be found before parsing. */
  public static final Set<String> WITH_VALUE = Set.of("-o", "--output", "--home");

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      description = "Output format: table, json or yaml.")
  Format format = Format.TABLE;

  @Option(
      names = "--home",
      scope = ScopeType.INHERIT,
      paramLabel = "FOLDER",
      converter = FolderOption.class,
      description = "Home folder; else $ARKWRIGHT_HOME, else ~/.arkwright.")
  @Nullable Path home;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  /** The output formats. */
  public enum Format {
    TABLE,
    JSON,
    YAML;

    /** The word as it is typed, and as completion offers it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the format that the arguments ask for, for errors found before they are parsed; a
     * table where they ask for none that exists.
     */
    public static Format requestedBy(String... arguments) {
      Format requested = TABLE;
      for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
        String next = i + 1 < arguments.length ? arguments[i + 1] : "";
        String word = arguments[i];
        String value =
            switch (word) {
              case "-o", "--output" -> next;
              default ->
                  word.startsWith("--output=")
                      ? word.substring("--output=".length())
                      : word.startsWith("-o") ? word.substring(2).replaceFirst("^=", "") : "";
            };
        for (Format format : values()) {
          requested = format.toString().equalsIgnoreCase(value) ? format : requested;
        }
      }
      return requested;
    }
  }
}
