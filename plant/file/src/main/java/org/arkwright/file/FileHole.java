package org.arkwright.file;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** Gives the disk space of a part of a file back, which the JDK cannot do. Thread-safe. */
public final class FileHole {
  private static final int OPEN_WRITE_NO_FOLLOW =
      0x1 | 0x80000 | (System.getProperty("os.arch").equals("aarch64") ? 0x8000 : 0x20000);
  private static final int PUNCH_HOLE_KEEP_SIZE = 0x3;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FALLOCATE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("fallocate"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"));

  private FileHole() {}

  /**
   * Gives the disk space of a file's beginning back; it reads as zeros then, and the file keeps its
   * size. A link is not followed.
   *
   * @param length how many bytes, of which whole blocks are given back
   * @throws IOException when the file system cannot do that
   */
  public static void release(Path file, long length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      MemorySegment path = arena.allocateFrom(file.toString());
      int descriptor = (int) OPEN.invokeExact(state, path, OPEN_WRITE_NO_FOLLOW);
      int result =
          descriptor < 0
              ? descriptor
              : (int) FALLOCATE.invokeExact(state, descriptor, PUNCH_HOLE_KEEP_SIZE, 0L, length);
      int error = result < 0 ? (int) ERRNO.get(state, 0L) : 0;
      if (descriptor >= 0) {
        int _ = (int) CLOSE.invokeExact(descriptor);
      }
      if (error != 0) {
        throw new IOException("cannot drop the beginning of %s: error %d".formatted(file, error));
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
