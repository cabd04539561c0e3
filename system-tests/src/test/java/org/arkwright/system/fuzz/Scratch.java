package org.arkwright.system.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files for parsers that read files; in memory where the system has such a folder. Deleted when the
 * process ends.
 */
final class Scratch {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final Path ROOT = root();

  private Scratch() {}

  private static Path root() {
    try {
      Path root =
          Files.isWritable(MEMORY)
              ? Files.createTempDirectory(MEMORY, "fuzz")
              : Files.createTempDirectory("fuzz");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns an empty folder of that name, in place of one that was there. */
  static Path emptyFolder(String name) {
    Path folder = ROOT.resolve(name);
    delete(folder);
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file below the root and returns it. */
  static Path write(String path, byte[] content) {
    Path file = ROOT.resolve(path);
    try {
      if (Files.notExists(file)) {
        Files.createDirectories(file.resolveSibling("."));
      }
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
