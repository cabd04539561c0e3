package org.arkwright.cli.snapshot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.cli.session.Session;

/**
 * The virtual environment that is active where a command is typed. A server on this machine gives
 * it to the ranks: the worker puts its programs before others. On another machine it does not
 * exist.
 */
public record ActivePython(Session session) {
  private static final String[] NAMES = {"VIRTUAL_ENV", "CONDA_PREFIX"};

  /** Returns the variables that name it; none when it does not hold for the server's machine. */
  public SortedMap<String, String> variables() {
    SortedMap<String, String> variables = new TreeMap<>();
    for (String name : NAMES) {
      if (variables.isEmpty() && session.isServerHere()) {
        session
            .variable(name)
            .filter(folder -> Path.of(folder).isAbsolute())
            .filter(folder -> Files.isDirectory(Path.of(folder, "bin")))
            .ifPresent(folder -> variables.put(name, folder));
      }
    }
    return variables;
  }

  /**
   * Returns a program's whole path if it is one of a virtual environment in the caller's folder,
   * else the program as it is.
   */
  String program(String program) {
    if (program.indexOf('/') < 0 || program.startsWith("/")) {
      return program;
    }
    Path file = session.folder().resolve(program).normalize();
    Path bin = file.getParent();
    Path environment = bin == null ? null : bin.getParent();
    return environment != null
            && Files.isExecutable(file)
            && Files.exists(environment.resolve("pyvenv.cfg"))
        ? file.toString()
        : program;
  }
}
