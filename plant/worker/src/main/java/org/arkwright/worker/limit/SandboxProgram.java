package org.arkwright.worker.limit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a program needs of the machine beyond the folders that every sandbox sees: itself, the files
 * that its links lead to, its interpreter, and the folder of a Python that lies elsewhere. Not
 * thread-safe.
 */
final class SandboxProgram {
  private static final int LINKS_MAX = 16;
  private static final int LINE_MAX = 256;

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
    if (left == 0 || !Files.exists(program)) {
      return;
    }
    Path file = program.toAbsolutePath().normalize();
    if (!folders.shows(file) && needed.stream().noneMatch(file::startsWith)) {
      Path home = prefix(file);
      needed.add(home == null || folders.hides(home) ? file : home);
    }
    if (Files.isSymbolicLink(file)) {
      add(file.resolveSibling(Files.readSymbolicLink(file)), left - 1);
    } else {
      addInterpreter(file, left - 1);
    }
  }

  private void addInterpreter(Path file, int left) throws IOException {
    char[] start = new char[LINE_MAX];
    int length;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      length = reader.read(start);
    }
    if (length > 2 && start[0] == '#' && start[1] == '!') {
      String line = new String(start, 2, length - 2).lines().findFirst().orElse("").strip();
      String interpreter = line.split("\\s", 2)[0];
      if (interpreter.startsWith("/")) {
        add(Path.of(interpreter), left);
      }
    }
  }

  /** The folder of the Python that has this program in its bin; null if it is not of one. */
  private static @org.jspecify.annotations.Nullable Path prefix(Path program) throws IOException {
    Path bin = program.getParent();
    if (bin == null || !bin.endsWith("bin") || bin.getParent() == null) {
      return null;
    }
    Path home = bin.getParent();
    if (Files.exists(home.resolve("pyvenv.cfg")) || Files.exists(home.resolve("conda-meta"))) {
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
