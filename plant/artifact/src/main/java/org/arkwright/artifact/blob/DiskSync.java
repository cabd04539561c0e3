package org.arkwright.artifact.blob;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Optional;

/**
 * Forces files and folders to disk: a few one by one; many by one call for their whole file system,
 * which takes about as long as a few. Thread-safe.
 */
final class DiskSync {
  /** From here on one call for the file system was cheaper, on ext4 with an idle disk. */
  private static final int ONE_BY_ONE_MAX = 8;

  /** The first Linux whose syncfs reports that a file could not be written. */
  private static final int[] REPORTING_LINUX = {5, 8};

  private static final int OPEN_FOLDER = 0x10000 | 0x80000; // O_DIRECTORY, O_CLOEXEC; read only

  private DiskSync() {}

  /**
   * Returns once all of them are on disk.
   *
   * @param paths files or folders of one file system
   * @param anyFolder an existing folder of that file system
   */
  static void force(Collection<Path> paths, Path anyFolder) throws IOException {
    if (paths.size() > ONE_BY_ONE_MAX && Syncfs.FOUND.isPresent()) {
      Syncfs.FOUND.get().force(anyFolder);
      return;
    }
    for (Path path : paths) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** The C library's syncfs, which the JDK does not offer. */
  private record Syncfs(MethodHandle open, MethodHandle syncfs, MethodHandle close) {
    private static final Optional<Syncfs> FOUND = find();

    private static Optional<Syncfs> find() {
      if (!reportsFailures(System.getProperty("os.name"), System.getProperty("os.version"))) {
        return Optional.empty();
      }
      Linker linker = Linker.nativeLinker();
      Optional<MethodHandle> open =
          linker
              .defaultLookup()
              .find("open")
              .map(at ->
                  linker.downcallHandle(
                      at,
                      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                      Linker.Option.firstVariadicArg(2)));
      Optional<MethodHandle> syncfs = oneInt(linker, "syncfs");
      Optional<MethodHandle> close = oneInt(linker, "close");
      return open.isPresent() && syncfs.isPresent() && close.isPresent()
          ? Optional.of(new Syncfs(open.get(), syncfs.get(), close.get()))
          : Optional.empty();
    }

    private static Optional<MethodHandle> oneInt(Linker linker, String name) {
      return linker
          .defaultLookup()
          .find(name)
          .map(at -> linker.downcallHandle(at, FunctionDescriptor.of(JAVA_INT, JAVA_INT)));
    }

    private static boolean reportsFailures(String system, String version) {
      String[] parts = version.split("[^0-9]+", 3);
      if (!system.equals("Linux") || parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
        return false;
      }
      int major = Integer.parseInt(parts[0]);
      return major > REPORTING_LINUX[0]
          || (major == REPORTING_LINUX[0] && Integer.parseInt(parts[1]) >= REPORTING_LINUX[1]);
    }

    void force(Path folder) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment path = arena.allocateFrom(folder.toString());
        int descriptor = (int) open.invokeExact(path, OPEN_FOLDER);
        if (descriptor < 0) {
          throw new IOException("cannot open " + folder);
        }
        int result = (int) syncfs.invokeExact(descriptor);
        int _ = (int) close.invokeExact(descriptor);
        if (result != 0) {
          throw DiskFull.explained(
              new IOException("the disk of " + folder + " reports that files were not written"));
        }
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }
}
