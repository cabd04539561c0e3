package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The last lines of shell before a rank's command: they enter its working directory, set its
 * variables and execute it. A file and not arguments, which every user of a machine can read; it
 * empties itself where it can, so that secrets are in it for the moment of the start alone.
 */
public final class EntryScript {
  /** Variables that some shell keeps for itself: they are set by {@code env}. */
  private static final Set<String> OF_SHELLS =
      Set.of(
          "BASHOPTS",
          "BASHPID",
          "BASH_VERSINFO",
          "DIRSTACK",
          "EPOCHREALTIME",
          "EPOCHSECONDS",
          "EUID",
          "FUNCNAME",
          "GROUPS",
          "HISTCMD",
          "LINENO",
          "OPTIND",
          "PIPESTATUS",
          "PPID",
          "RANDOM",
          "SECONDS",
          "SHELLOPTS",
          "SRANDOM",
          "UID",
          "_");

  private EntryScript() {}

  /**
   * Writes the script that executes its arguments; only this user can read it.
   *
   * @param emptiesItself whether the file is where the rank sees it, and can be written there
   */
  public static void write(
      Path file, Path directory, SortedMap<String, String> variables, boolean emptiesItself)
      throws IOException {
    Files.createDirectories(file.resolveSibling(".").normalize());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(
        file,
        text(emptiesItself ? Optional.of(file) : Optional.empty(), directory, variables)
            .getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.WRITE);
  }

  static String text(Optional<Path> emptied, Path directory, SortedMap<String, String> variables) {
    // A group is read to its end before any of it is done: shells read a file piece by piece.
    StringBuilder text = new StringBuilder("{\n");
    text.append("cd -P ").append(quoted(directory.toString())).append(" || exit 126\n");
    text.append("unset OLDPWD\n");
    StringBuilder last = new StringBuilder("exec");
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      String setting = variable.getKey() + "=" + quoted(variable.getValue());
      if (OF_SHELLS.contains(variable.getKey())) {
        last.append(last.length() == 4 ? " /usr/bin/env " : " ").append(setting);
      } else {
        text.append("export ").append(setting).append('\n');
      }
    }
    // Not by ":", with which a shell that must not write there would end.
    emptied.ifPresent(file ->
        text.append("{ true > ").append(quoted(file.toString())).append("; } 2> /dev/null\n"));
    return text.append(last).append(" \"$@\"\n}\n").toString();
  }

  /** Returns the text as one word of POSIX shell. */
  public static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
