package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The last lines of shell before a rank's command: they enter its working directory, set its
 * variables and execute it. A file and not arguments, which every user of a machine can read.
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

  /** Writes the script that executes its arguments; only this user can read it. */
  public static void write(Path file, Path directory, SortedMap<String, String> variables)
      throws IOException {
    Files.createDirectories(file.resolveSibling(".").normalize());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(
        file,
        text(directory, variables).getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.WRITE);
  }

  static String text(Path directory, SortedMap<String, String> variables) {
    StringBuilder text = new StringBuilder();
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
    return text.append(last).append(" \"$@\"\n").toString();
  }

  /** Returns the text as one word of POSIX shell. */
  public static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
