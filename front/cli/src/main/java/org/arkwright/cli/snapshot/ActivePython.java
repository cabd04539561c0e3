package org.arkwright.cli.snapshot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.WrongUseException;

/**
 * The virtual environment that is active where a command is typed. A server on this machine gives
 * it to the ranks: the worker puts its programs before others. On another machine it does not
 * exist.
 */
public record ActivePython(Session session) {
  private static final String[] NAMES = {"VIRTUAL_ENV", "CONDA_PREFIX"};

  /**
   * Returns the variables that name it; none when it does not hold for the server's machine.
   *
   * @throws WrongUseException when its Python is gone, for the ranks would silently get another
   */
  public SortedMap<String, String> variables() {
    SortedMap<String, String> variables = new TreeMap<>();
    for (String name : NAMES) {
      if (variables.isEmpty() && session.isServerHere()) {
        session
            .variable(name)
            .filter(folder -> Path.of(folder).isAbsolute())
            .filter(folder -> Files.isDirectory(Path.of(folder, "bin")))
            .ifPresent(folder -> {
              requireWhole(Path.of(folder, "bin", "python"));
              variables.put(name, folder);
            });
      }
    }
    return variables;
  }

  /**
   * Returns a program's whole path if it is one of a virtual environment in the caller's folder,
   * else the program as it is.
   *
   * @throws WrongUseException when the environment does not have it
   */
  String program(String program) {
    if (program.indexOf('/') < 0 || program.startsWith("/")) {
      return program;
    }
    Path file = session.folder().resolve(program).normalize();
    Path bin = file.getParent();
    Path environment = bin == null ? null : bin.getParent();
    if (environment == null || !isEnvironment(environment)) {
      return program;
    }
    requireWhole(file);
    if (!Files.isExecutable(file)) {
      throw new WrongUseException(
          "%s is not a program of the virtual environment %s\nInstall it there first."
              .formatted(program, environment));
    }
    return file.toString();
  }

  /** Whether a folder is a virtual environment, which holds for one place of one machine alone. */
  static boolean isEnvironment(Path folder) {
    return Files.exists(folder.resolve("pyvenv.cfg"))
        || Files.isDirectory(folder.resolve("conda-meta"));
  }

  private static void requireWhole(Path program) {
    if (Files.isSymbolicLink(program) && !Files.exists(program)) {
      throw new WrongUseException(
          "%s leads to a program that is gone\nMake that virtual environment again, or deactivate it."
              .formatted(program));
    }
  }
}
