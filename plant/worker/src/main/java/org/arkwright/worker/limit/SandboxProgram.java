package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.arkwright.worker.rank.Interpreter;
import org.jspecify.annotations.Nullable;

/**
 * What a program needs of the machine beyond the folders that every sandbox sees: itself, the files
 * that its links lead to, its interpreter, and the folder of a Python that lies elsewhere. Not
 * thread-safe.
 */
final class SandboxProgram {
  private static final int LINKS_MAX = 16;

  private final SandboxFolders folders;
  private final Set<Path> needed = new LinkedHashSet<>();

  private SandboxProgram(SandboxFolders folders) {
    this.folders = folders;
  }

  /** Returns the files and folders that the program's sandbox has to see as well. */
  static Set<Path> needs(Path program, SandboxFolders folders) throws IOException {
    SandboxProgram found = new SandboxProgram(folders);
    found.add(program, LINKS_MAX);
    return found.needed;
  }

  /** Whether the program is in the bin of a Python environment. */
  static boolean isOfPython(Path program) throws IOException {
    return prefix(program.toAbsolutePath().normalize()) != null;
  }

  private void add(Path program, int left) throws IOException {
    // Programs alone: whatever else a first line or a link leads to is not the job's to read.
    if (left == 0 || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
      return;
    }
    Path file = program.toAbsolutePath().normalize();
    if (!folders.shows(file) && needed.stream().noneMatch(file::startsWith)) {
      Path home = prefix(file);
      if (home == null || folders.hides(home)) {
        needed.add(file);
      } else {
        addPython(home);
      }
    }
    if (Files.isSymbolicLink(file)) {
      add(file.resolveSibling(Files.readSymbolicLink(file)), left - 1);
    } else {
      Optional<Path> interpreter = Interpreter.of(file);
      if (interpreter.isPresent()) {
        add(interpreter.get(), left - 1);
      }
    }
  }

  /**
   * Adds the folder of a Python: all of an environment, which is made for it; of another prefix,
   * such as {@code ~/.local}, only what Python has there, because other programs keep their own
   * data beside it.
   */
  private void addPython(Path home) {
    if (isEnvironment(home)) {
      needed.add(home);
      return;
    }
    Stream.of("bin", "lib", "lib64", "include")
        .map(home::resolve)
        .filter(Files::isDirectory)
        .forEach(needed::add);
  }

  private static boolean isEnvironment(Path home) {
    return Files.exists(home.resolve("pyvenv.cfg")) || Files.exists(home.resolve("conda-meta"));
  }

  /** The folder of the Python that has this program in its bin; null if it is not of one. */
  private static @Nullable Path prefix(Path program) throws IOException {
    Path bin = program.getParent();
    if (bin == null || !bin.endsWith("bin") || bin.getParent() == null) {
      return null;
    }
    Path home = bin.getParent();
    if (isEnvironment(home)) {
      return home;
    }
    Path lib = home.resolve("lib");
    if (!Files.isDirectory(lib)) {
      return null;
    }
    try (DirectoryStream<Path> pythons = Files.newDirectoryStream(lib, "python3*")) {
      return pythons.iterator().hasNext() ? home : null;
    }
  }
}
