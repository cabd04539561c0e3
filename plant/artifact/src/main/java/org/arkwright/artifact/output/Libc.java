package org.arkwright.artifact.output;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Calls of Linux that open and describe files relative to an open folder, which the JDK offers only
 * in part: a secure directory stream follows mounts and waits for a writer of a named pipe.
 * Constants are those of Linux's headers for x86-64 and aarch64. Thread-safe.
 */
final class Libc {
  static final int NO_SUCH = 2;
  static final int AGAIN = 11;
  static final int CROSSES = 18;
  static final int NO_SYSTEM_CALL = 38;
  static final int LOOP = 40;

  static final int AT_CWD = -100;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int AT_NO_FOLLOW = 0x100;
  static final int AT_FOLLOW = 0x400;

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NO_CONTROLLING_TERMINAL = 0x100;
  private static final int NO_WAITING = 0x800;
  static final int FOLDER = ARM ? 0x4000 : 0x10000;
  static final int NO_FOLLOW = ARM ? 0x8000 : 0x20000;

  /** Flags for opening what a stranger made: never waits, never becomes a terminal. */
  static final int READ = CLOSE_ON_EXEC | NO_CONTROLLING_TERMINAL | NO_WAITING;

  /** Flags for a descriptor that can only be described: opening has no effect on the file. */
  static final int LOOK = CLOSE_ON_EXEC | 0x200000;

  static final long RESOLVE_NO_MOUNTS = 0x01;
  static final long RESOLVE_NO_MAGIC = 0x02;
  static final long RESOLVE_NO_LINKS = 0x04;
  static final long RESOLVE_BENEATH = 0x08;

  private static final long OPENAT2 = 437; // the same number on every architecture
  private static final long OPEN_HOW_BYTES = 24;
  private static final int STATX_BASIC_AND_MOUNT = 0x17ff;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final AddressLayout TEXT =
      ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(1024, ValueLayout.JAVA_BYTE));

  private static final MethodHandle SYSCALL =
      find("syscall", JAVA_LONG, 1, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
  private static final MethodHandle OPENAT =
      find("openat", JAVA_INT, 3, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle STATX =
      find("statx", JAVA_INT, 0, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle GETDENTS =
      find("getdents64", JAVA_LONG, 0, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle READ_CALL =
      find("read", JAVA_LONG, 0, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle READLINK =
      find("readlinkat", JAVA_LONG, 0, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
  private static final MethodHandle LINKAT =
      find("linkat", JAVA_INT, 0, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle FCNTL =
      find("fcntl", JAVA_INT, 2, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, 0, JAVA_INT);
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(TEXT, JAVA_INT));

  private Libc() {}

  /** The failure of a call. */
  static final class Failure extends IOException {
    private static final long serialVersionUID = 1;

    private final int error;

    Failure(int error) {
      super(text(error));
      this.error = error;
    }

    int error() {
      return error;
    }
  }

  /** Opens a path below an open folder; {@code resolve} is a set of {@code RESOLVE_} flags. */
  static int openat2(int folder, String path, int flags, long resolve) throws Failure {
    return (int)
        call((arena, state) -> {
          MemorySegment how = arena.allocate(OPEN_HOW_BYTES, 8);
          how.set(JAVA_LONG, 0, flags);
          how.set(JAVA_LONG, 16, resolve);
          return (long)
              SYSCALL.invokeExact(
                  state, OPENAT2, (long) folder, arena.allocateFrom(path), how, OPEN_HOW_BYTES);
        });
  }

  /** Opens a path, relative to an open folder unless it is absolute. */
  static int openat(int folder, String path, int flags) throws Failure {
    return (int)
        call((arena, state) ->
            (int) OPENAT.invokeExact(state, folder, arena.allocateFrom(path), flags));
  }

  /** Describes a file; an empty path with {@link #AT_EMPTY_PATH} means the descriptor itself. */
  static FileStat statx(int folder, String path, int flags) throws Failure {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(FileStat.STRUCT_BYTES, 8);
      MemorySegment name = arena.allocateFrom(path);
      call((_, state) ->
          (int) STATX.invokeExact(state, folder, name, flags, STATX_BASIC_AND_MOUNT, result));
      return FileStat.read(result);
    }
  }

  /** Fills the buffer with the next entries of a folder; 0 at its end. */
  static long entries(int folder, MemorySegment buffer) throws Failure {
    return call(
        (_, state) -> (long) GETDENTS.invokeExact(state, folder, buffer, buffer.byteSize()));
  }

  /** Reads the next bytes of a file; 0 at its end. */
  static long read(int file, MemorySegment buffer) throws Failure {
    return call((_, state) -> (long) READ_CALL.invokeExact(state, file, buffer, buffer.byteSize()));
  }

  /** Fills the buffer with a link's target, and returns its length. */
  static long readlink(int folder, String name, MemorySegment buffer) throws Failure {
    return call((arena, state) ->
        (long)
            READLINK.invokeExact(
                state, folder, arena.allocateFrom(name), buffer, buffer.byteSize()));
  }

  static void linkat(String path, String target, int flags) throws Failure {
    call((arena, state) ->
        (int)
            LINKAT.invokeExact(
                state,
                AT_CWD,
                arena.allocateFrom(path),
                AT_CWD,
                arena.allocateFrom(target),
                flags));
  }

  static void fcntl(int file, int command, int argument) throws Failure {
    call((_, state) -> (int) FCNTL.invokeExact(state, file, command, argument));
  }

  /** Closes a descriptor; on Linux it is closed whatever the call answers. */
  static void close(int file) {
    try {
      call((_, state) -> (int) CLOSE.invokeExact(state, file));
    } catch (Failure _) {
      // Nothing was written through it.
    }
  }

  private interface Call {
    long run(Arena arena, MemorySegment state) throws Throwable;
  }

  private static long call(Call call) throws Failure {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      while (true) {
        long result = call.run(arena, state);
        if (result >= 0) {
          return result;
        }
        int error = (int) ERRNO.get(state, 0L);
        if (error != 4) { // interrupted: again
          throw new Failure(error);
        }
      }
    } catch (Failure | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static String text(int error) {
    try {
      return ((MemorySegment) STRERROR.invokeExact(error)).getString(0);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle find(
      String name, MemoryLayout result, int variadicFrom, MemoryLayout... parameters) {
    FunctionDescriptor descriptor = FunctionDescriptor.of(result, parameters);
    Linker.Option errno = Linker.Option.captureCallState("errno");
    MemorySegment symbol = LINKER.defaultLookup().findOrThrow(name);
    return variadicFrom == 0 || variadicFrom >= parameters.length
        ? LINKER.downcallHandle(symbol, descriptor, errno)
        : LINKER.downcallHandle(
            symbol, descriptor, errno, Linker.Option.firstVariadicArg(variadicFrom));
  }
}
